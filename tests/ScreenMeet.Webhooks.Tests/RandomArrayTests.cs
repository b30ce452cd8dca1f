using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.RegularExpressions;
using CsCheck;
using ScreenMeet.TestHarness;

namespace ScreenMeet.Webhooks.Tests;

// Events must return what JsonDocument finds in random arrays.
public partial class RandomArrayTests
{
    private const int ArrayCases = 2_000;
    private const int CutCases = 4_000;
    private const int BrokenCases = 10_000;
    private const int ThreadCases = 200;
    private const int Threads = 4;

    // On both sides of 64 levels.
    private static readonly Gen<byte[]> s_atTheDeepest =
        Gen.Select(Gen.Int[60, 68], Gen.OneOf("", "1", "{}"), (depth, inner) => Sent.Bytes(new string('[', depth) + inner + new string(']', depth)));

    [Fact]
    public void An_array_of_odd_events_shows_what_JsonDocument_finds_in_it() => RandomJson.Array.Sample(
        body =>
        {
            using var document = JsonDocument.Parse(body);
            using var readable = JsonDocument.Parse(WithoutLoneSurrogates(body));

            var events = Sent.Body(body);

            Assert.Equal(document.RootElement.EnumerateArray().Select(element => element.GetRawText()), events.Select(e => Sent.Text(e.RawJson)));
            foreach (var (element, read) in readable.RootElement.EnumerateArray().Zip(events))
            {
                Assert.All(TypedProperty.All, property => Assert.Equal(
                    TypedProperty.Show(Expected(element, property)),
                    TypedProperty.Show(property.Read(read))));
                Assert.All(TypedProperty.Owners, owner => Assert.Equal(
                    TypedProperty.Show(ExpectedAdditionalData(element, owner)),
                    TypedProperty.Show(TypedProperty.AdditionalData(read, owner))));
            }
        },
        iter: ArrayCases);

    [Fact]
    public void An_array_of_odd_events_is_refused_when_it_is_cut() => Gen.Select(RandomJson.Array, Gen.Double.Unit).Sample(
        (json, place) =>
        {
            var body = Sent.Bytes(json.TrimEnd());

            Assert.True(ScreenMeetEventParser.TryParse(body, out _));
            Assert.False(ScreenMeetEventParser.TryParse(body.AsSpan(0, (int)(place * body.Length)), out _));
        },
        iter: CutCases);

    [Fact]
    public void Bytes_are_events_exactly_when_they_are_a_JSON_array_for_JsonDocument()
    {
        var (accepted, refused) = (0, 0);

        Gen.Select(Gen.Frequency((5, RandomJson.Broken), (1, s_atTheDeepest)), Gen.Frequency((5, Gen.Const("")), (1, Gen.OneOf("\ufeff", "\ufeff\ufeff")))).Sample(
            (json, mark) =>
            {
                byte[] body = [.. Sent.Bytes(mark), .. json];

                var isArray = ScreenMeetEventParser.TryParse(body, out var events);

                Assert.Equal(RandomJson.Elements(body)?.Length, events?.Length);
                if (isArray)
                {
                    Interlocked.Increment(ref accepted);
                    Assert.All(events!, read => Assert.NotEmpty(TypedProperty.Show(read)));
                }
                else
                {
                    Interlocked.Increment(ref refused);
                    Assert.Throws<JsonException>(() => ScreenMeetEventParser.Parse(body));
                }
            },
            iter: BrokenCases);

        Assert.InRange(accepted, BrokenCases / 20, BrokenCases);
        Assert.InRange(refused, BrokenCases / 20, BrokenCases);
    }

    [Fact]
    public Task Events_do_not_change_and_read_the_same_on_several_threads_as_on_one() => RandomJson.Array.SampleAsync(
        async json =>
        {
            var expected = Sent.Body(json).Select(TypedProperty.Show).ToArray();
            var shared = Sent.Body(json);
            using var start = new Barrier(Threads);

            var readings = await Task.WhenAll(Enumerable.Range(0, Threads).Select(_ => Task.Factory.StartNew(
                () =>
                {
                    start.SignalAndWait();
                    return shared.Select(TypedProperty.Show).ToArray();
                },
                TestContext.Current.CancellationToken,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default)));

            Assert.All(readings, reading => Assert.Equal(expected, reading));
            Assert.DoesNotContain(shared.SelectMany(Maps), MapTests.CanBeChanged);
            Assert.Equal(expected, shared.Select(TypedProperty.Show));
        },
        iter: ThreadCases);

    private static IEnumerable<object> Maps(ScreenMeetEvent read) =>
        TypedProperty.Of(PropertyKind.Flags, PropertyKind.Map).Select(a => a.Read(read)).Concat(TypedProperty.Owners.Select(owner => TypedProperty.AdditionalData(read, owner))).OfType<object>();

    private static object? Expected(JsonElement element, TypedProperty property)
    {
        if (Property(element, property.Owner) is not { ValueKind: JsonValueKind.Object } owner || Property(owner, property.Name) is not { } value)
        {
            return null;
        }

        return (property.Kind, value.ValueKind) switch
        {
            (PropertyKind.Text, JsonValueKind.String) => value.GetString(),
            (PropertyKind.Text, JsonValueKind.Number) => value.GetRawText(),
            (PropertyKind.Number, JsonValueKind.Number) when value.TryGetInt64(out var number) => number,
            (PropertyKind.Number, JsonValueKind.String) => ExpectedNumber(value.GetString()!),
            (PropertyKind.Time, JsonValueKind.String) when value.TryGetDateTimeOffset(out var time) =>
                Offset().IsMatch(value.GetString()!) ? time : new DateTimeOffset(time.DateTime, TimeSpan.Zero),
            (PropertyKind.Flag, JsonValueKind.True or JsonValueKind.False) => value.GetBoolean(),
            (PropertyKind.Flags, JsonValueKind.Object) when value.EnumerateObject().All(entry => IsFlag(entry.Value)) => Properties(value).ToDictionary(entry => entry.Key, entry => entry.Value.GetBoolean()),
            (PropertyKind.Map, JsonValueKind.Object) => Properties(value),
            (PropertyKind.Part, JsonValueKind.Object) => property.Path switch
            {
                "user" => new ScreenMeetUser(),
                "organization" => new ScreenMeetOrganization(),
                "createdByAgentSession" => new ScreenMeetAgentSession(),
                _ => new ScreenMeetCrmSyncTarget(),
            },
            _ => null,
        };
    }

    private static long? ExpectedNumber(string text) =>
        Integer().IsMatch(text) && BigInteger.Parse(text, CultureInfo.InvariantCulture) is var number && number >= long.MinValue && number <= long.MaxValue
            ? (long)number
            : null;

    private static Dictionary<string, JsonElement>? ExpectedAdditionalData(JsonElement element, string owner)
    {
        if (Property(element, owner) is not { ValueKind: JsonValueKind.Object } found)
        {
            return owner.Length == 0 ? [] : null;
        }

        var typed = TypedProperty.All.Where(a => a.Owner == owner).ToDictionary(a => a.Name);
        return Properties(found)
            .Where(entry => !typed.TryGetValue(entry.Key, out var property)
                || (entry.Value.ValueKind != JsonValueKind.Null && Expected(element, property) is null))
            .ToDictionary();
    }

    // An empty name means the element itself.
    private static JsonElement? Property(JsonElement element, string name)
    {
        if (name.Length == 0)
        {
            return element;
        }

        return element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : null;
    }

    private static Dictionary<string, JsonElement> Properties(JsonElement element)
    {
        var properties = new Dictionary<string, JsonElement>();
        foreach (var property in element.EnumerateObject())
        {
            properties[property.Name] = property.Value;
        }

        return properties;
    }

    private static bool IsFlag(JsonElement element) => element.ValueKind is JsonValueKind.True or JsonValueKind.False;

    // JsonDocument cannot read half of a surrogate pair, so each such escape is replaced with U+FFFD, from left to right.
    private static string WithoutLoneSurrogates(string json) => Escape().Replace(json, escape => escape.Groups["lone"].Success ? @"\ufffd" : escape.Value);

    [GeneratedRegex(@"\\u[dD][89abAB]..\\u[dD][c-fC-F]..|(?<lone>\\u[dD][89a-fA-F]..)|\\.")]
    private static partial Regex Escape();

    [GeneratedRegex(@"\A[+-]?[0-9]+\z")]
    private static partial Regex Integer();

    [GeneratedRegex(@"(Z|[+-]\d\d:\d\d)\z")]
    private static partial Regex Offset();
}
