using System.Globalization;
using System.Text.Json;
using ScreenMeet.TestHarness;

namespace ScreenMeet.Webhooks.Tests;

public class EventLimitTests
{
    private const int Limit = 10_000;
    private const int BodySize = 1_048_576;

    public static TheoryData<string> Elements => ["0", "{}", "[]", "\"\"", "null", "true", "{\"type\":\"room-entered\"}"];

    [Theory]
    [MemberData(nameof(Elements))]
    public void An_array_is_read_to_10000_events(string element)
    {
        var events = Sent.Body(Array(element, Limit));

        Assert.Equal(Limit, events.Length);
        Assert.All(events, read => Assert.Equal(element, Sent.Text(read.RawJson)));
    }

    [Theory]
    [MemberData(nameof(Elements))]
    public void An_array_of_more_is_refused_at_the_first_event_too_many(string element)
    {
        var body = Sent.Bytes("\ufeff " + Array(element, Limit + 2));
        var expected = "\ufeff".Length + 2 + " [".Length + (Limit * (element.Length + ", ".Length));

        Assert.False(ScreenMeetEventParser.TryParse(body, out var events, out var errorOffset));
        Assert.Null(events);
        Assert.Equal(expected, errorOffset);

        var exception = Assert.Throws<JsonException>(() => ScreenMeetEventParser.Parse(body));
        Assert.Equal($"This is not a JSON array of at most 10,000 events: reading stopped at byte {expected} of {body.Length}.", exception.Message);
    }

    [Theory]
    [InlineData("[1,2]", true, 0)]
    [InlineData(" [1,2] x", false, 7)]
    [InlineData("{}", false, 0)]
    [InlineData("\ufeff[tru]", false, 7)]
    public void TryParse_says_where_it_stopped(string body, bool isArray, int errorOffset)
    {
        Assert.Equal(isArray, ScreenMeetEventParser.TryParse(Sent.Bytes(body), out var events, out var actual));
        Assert.Equal(isArray ? 2 : null, events?.Length);
        Assert.Equal(errorOffset, actual);
    }

    // What a sender with a valid key can do with 1 MiB. The first three cost up to 160 MiB before the number of events was limited.
    [Theory]
    [InlineData("[", "0,", "]", 0)]
    [InlineData("[", "{},", "]", 0)]
    [InlineData("[", "[],", "]", 0)]
    [InlineData("[", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]],", "]", 0)]
    [InlineData("[{", "\"\":0,", "}]", 0)]
    [InlineData("[{", "\"#\":0,", "}]", 0)]
    [InlineData("[{\"user\":{", "\"#\":0,", "}}]", 0)]
    [InlineData("[{\"createdByAgentSession\":{", "\"#\":0,", "}}]", 0)]
    [InlineData("[{\"createdByAgentSession\":{\"roles\":{", "\"#\":true,", "}}}]", 0)]
    [InlineData("[{\"settings\":{", "\"#\":0,", "}}]", 0)]
    [InlineData("[{\"x\":[", "[],", "]}]", 0)]
    [InlineData("[", "{\"a\":0,\"b\":0,\"c\":0,\"d\":0,\"e\":0,\"f\":0,\"g\":0,\"h\":0,\"i\":0,\"j\":0,\"k\":0,\"l\":0,\"m\":0,\"n\":0},", "]", Limit)]
    [InlineData("[", "{\"user\":{},\"organization\":{},\"createdByAgentSession\":{},\"crmSyncTarget\":{},\"settings\":{}},", "]", Limit)]
    public void A_body_of_1_MiB_costs_at_most_40_MiB_until_all_of_it_is_read(string before, string unit, string after, int most)
    {
        var body = Sent.Bytes(before + string.Join(',', Units()) + after);
        var start = GC.GetAllocatedBytesForCurrentThread();

        if (ScreenMeetEventParser.TryParse(body, out var events))
        {
            foreach (var read in events)
            {
                foreach (var property in TypedProperty.All)
                {
                    property.Read(read);
                }

                foreach (var owner in TypedProperty.Owners)
                {
                    TypedProperty.AdditionalData(read, owner);
                }
            }
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - start, 0, 40 * (long)BodySize);

        IEnumerable<string> Units()
        {
            var size = before.Length + after.Length;
            for (var i = 0; most == 0 || i < most; i++)
            {
                var next = unit.TrimEnd(',').Replace("#", i.ToString("x", CultureInfo.InvariantCulture), StringComparison.Ordinal);
                size += next.Length + 1;
                if (size > BodySize)
                {
                    yield break;
                }

                yield return next;
            }
        }
    }

    private static string Array(string element, int count) => $"[{string.Join(", ", Enumerable.Repeat(element, count))}]";
}
