using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using ScreenMeet.TestHarness;

namespace ScreenMeet.Webhooks.Tests;

public partial class RefusedBodyTests
{
    private const string Sample = """
        [ {"type":"room-entered","ts":"2021-08-09T16:45:57.000Z","label":"Pr\u00fcfung ☂ \ud83d","seconds":-1.5e+3,
           "user":{"id":7,"x":[true,false,null,{}]}}, null, 12, "x\n" ]
        """;

    // None of these is valid UTF-8: overlong forms, a lone continuation byte, surrogates, truncated sequences, code points that are too high, bytes that never occur.
    public static TheoryData<string> InvalidUtf8 =>
    [
        "c0af", "c080", "e080af", "f08080af", "80", "bf", "eda080", "edbfbf", "eda0bdedb880", "c3", "e282", "f09f98", "f4908080", "f8888080", "fe", "ff",
    ];

    [Theory]
    [InlineData("", 0)]
    [InlineData("   ", 3)]
    [InlineData("\r\n\t", 3)]
    [InlineData("\ufeff", 3)]
    [InlineData("{}", 0)]
    [InlineData("""{"events":[]}""", 0)]
    [InlineData("\"[]\"", 0)]
    [InlineData("1", 0)]
    [InlineData("null", 0)]
    [InlineData("true", 0)]
    [InlineData("\ufeff{}", 3)]
    [InlineData("]", 0)]
    [InlineData("event=room-entered", 0)]
    [InlineData("<events/>", 0)]
    public void What_is_not_an_array_is_refused(string body, int offset) => AssertRefused(body, offset);

    [Theory]
    [InlineData("  {}", 2)]
    [InlineData("\r\n null", 3)]
    [InlineData("\ufeff\n1", 4)]
    public void What_is_not_an_array_is_refused_where_it_starts(string body, int offset) => AssertRefused(body, offset);

    [Theory]
    [InlineData("[1,]", 3)]
    [InlineData("""[{"a":1,}]""", 8)]
    [InlineData("[,1]", 1)]
    [InlineData("[1,,2]", 3)]
    [InlineData("[1 2]", 3)]
    [InlineData("[1;2]", 2)]
    [InlineData("[}", 1)]
    [InlineData("""[{"a":1]""", 7)]
    [InlineData("[{a:1}]", 2)]
    [InlineData("[{'a':1}]", 2)]
    [InlineData("""[{"a" 1}]""", 6)]
    [InlineData("""[{"a":x}]""", 6)]
    [InlineData("""[{"a"}]""", 5)]
    [InlineData("[{1:1}]", 2)]
    [InlineData("[01]", 2)]
    [InlineData("[+1]", 1)]
    [InlineData("[.5]", 1)]
    [InlineData("[1.]", 3)]
    [InlineData("[1e]", 3)]
    [InlineData("[-]", 2)]
    [InlineData("[NaN]", 1)]
    [InlineData("[Infinity]", 1)]
    [InlineData("[True]", 1)]
    [InlineData("[tru]", 4)]
    [InlineData("[undefined]", 1)]
    [InlineData("""["a\xb"]""", 4)]
    [InlineData("""["a\u12x4"]""", 7)]
    [InlineData("[\"a\nb\"]", 3)]
    [InlineData("[\"a\\n\nb\"]", 5)]
    [InlineData("[\"a\tb\"]", 3)]
    [InlineData("[\"a\0b\"]", 3)]
    [InlineData("[{\"a\nb\":1}]", 4)]
    [InlineData("[\u00a01]", 1)]
    [InlineData("[//c\n1]", 1)]
    [InlineData("[1/*c*/]", 2)]
    [InlineData("[]//c", 2)]
    [InlineData("//c\n[]", 0)]
    [InlineData("[]x", 2)]
    [InlineData("[] \n x", 5)]
    [InlineData("[][]", 2)]
    [InlineData("[]{}", 2)]
    [InlineData("[],", 2)]
    [InlineData("[]]", 2)]
    [InlineData("[]\0", 2)]
    [InlineData("\0[]", 0)]
    [InlineData("[\n1,\n\r\n  x]", 9)]
    [InlineData("[\"ü☂😀\",\n\"ü\", x]", 20)]
    [InlineData("[\"a\\n\",\n\"b\\n\",\n\"c\\q\"]", 18)]
    [InlineData("\ufeff[x]", 4)]
    [InlineData("\ufeff[\n\n x]", 7)]
    [InlineData("\ufeff\ufeff[]", 3)]
    [InlineData("[]\ufeff", 2)]
    public void Invalid_JSON_is_refused_at_the_byte_that_is_wrong(string body, int offset) => AssertRefused(body, offset);

    [Fact]
    public void A_body_that_was_cut_is_refused_wherever_it_was_cut()
    {
        var sample = Sent.Bytes(Sample);
        Assert.Equal(4, ScreenMeetEventParser.Parse(sample).Length);

        Assert.All(Enumerable.Range(0, sample.Length), length =>
        {
            var (offset, size) = Place(Refuse(sample[..length]));

            Assert.Equal(length, size);
            // The error is at the first byte of a character that was cut.
            Assert.InRange(offset, Math.Max(0, length - 2), length);
        });
    }

    [Fact]
    public void One_control_character_anywhere_between_or_inside_the_values_is_refused()
    {
        var sample = Sent.Bytes(Sample);

        Assert.All(Enumerable.Range(0, sample.Length + 1), position =>
            Assert.InRange(Place(Refuse([.. sample[..position], 1, .. sample[position..]])).Offset, 0, position));
    }

    [Fact]
    public void An_array_is_read_to_64_levels()
    {
        Assert.Single(Sent.Body(new string('[', 64) + new string(']', 64)));
        AssertRefused(new string('[', 65) + new string(']', 65), 64);
        AssertRefused(new string('[', 100_000), 64);
    }

    [Theory]
    [InlineData("plugin")]
    [InlineData("settings")]
    [InlineData("user")]
    [InlineData("message")]
    public void An_event_is_read_to_64_levels_of_the_body(string name)
    {
        var (opening, closing) = (string.Concat(Enumerable.Repeat("{\"a\":", 62)), new string('}', 62));

        var read = Assert.Single(Sent.Body($$"""[{"{{name}}":{{opening}}1{{closing}}}]"""));

        Assert.Contains($"{opening["{'a':".Length..]}1{closing[1..]}", string.Join('\n', TypedProperty.Show(read)), StringComparison.Ordinal);
        Refuse(Sent.Bytes($$"""[{"{{name}}":{{opening}}[]{{closing}}}]"""));
        Refuse(Sent.Bytes($$"""[{"{{name}}":{{opening}}{}{{closing}}}]"""));
    }

    [Theory]
    [MemberData(nameof(InvalidUtf8))]
    public void Invalid_UTF_8_is_refused_wherever_it_stands(string hex)
    {
        var bad = Convert.FromHexString(hex);

        Assert.All(
            [
                ("[{\"message\":\"ü", "\"}]"), ("[{\"message\":\"\\u00fc", "\\n\"}]"), ("[{\"x", "\":1}]"), ("[{\"user\":{\"name", "\":\"x\"}}]"),
                ("[{\"settings\":{\"a\":[\"", "\"]}}]"), ("[\"", "\"]"), ("[", "]"), ("[1", ",2]"), ("[1]", ""), ("[1]\n", "\n"), ("", "[]"), ("\ufeff", "[]"),
            ],
            ((string Before, string After) body) =>
            {
                var before = Sent.Bytes(body.Before);

                var (offset, size) = Place(Refuse([.. before, .. bad, .. Sent.Bytes(body.After)]));

                Assert.Equal(before.Length, offset);
                Assert.Equal(before.Length + bad.Length + body.After.Length, size);
            });
    }

    [Fact]
    public void Other_encodings_are_refused()
    {
        Assert.All(
            new[] { Encoding.Unicode, Encoding.BigEndianUnicode, Encoding.UTF32 },
            encoding =>
            {
                Refuse(encoding.GetBytes("[{}]"));
                Refuse([.. encoding.Preamble, .. encoding.GetBytes("[{}]")]);
            });
    }

    [Theory]
    [InlineData("SECRET")]
    [InlineData("\"SECRET")]
    [InlineData("\"SECRET\"")]
    [InlineData("""{"SECRET":"SECRET"}""")]
    [InlineData("[SECRET]")]
    [InlineData("[\"SECRET")]
    [InlineData("[\"SECRET\\x\"]")]
    [InlineData("[\"SECRET\\uSECRET\"]")]
    [InlineData("[\"SECRET\n\"]")]
    [InlineData("[\"SECRET\" SECRET]")]
    [InlineData("""[{"SECRET":SECRET}]""")]
    [InlineData("""[{"SECRET":{"SECRET":[1,]}}]""")]
    [InlineData("""[{"SECRET" "SECRET"}]""")]
    [InlineData("[tSECRET]")]
    [InlineData("[1SECRET]")]
    [InlineData("[]SECRET")]
    [InlineData("[\"SECRET\"],SECRET")]
    [InlineData("[/*SECRET*/]")]
    public void The_exception_shows_nothing_of_the_body(string body)
    {
        AssertShowsNothing(Refuse(Sent.Bytes(body)));
        AssertShowsNothing(Refuse([.. Sent.Bytes(body), 0xff]));

        static void AssertShowsNothing(JsonException exception)
        {
            Assert.DoesNotContain("SECRET", exception.ToString(), StringComparison.OrdinalIgnoreCase);
            Assert.Null(exception.InnerException);
            Assert.Null(exception.Path);
            Assert.Empty(exception.Data);
        }
    }

    private static void AssertRefused(string body, int offset) =>
        Assert.Equal((offset, Encoding.UTF8.GetByteCount(body)), Place(Refuse(Sent.Bytes(body))));

    private static JsonException Refuse(byte[] body)
    {
        Assert.False(ScreenMeetEventParser.TryParse(body, out var events));
        Assert.Null(events);
        return Assert.Throws<JsonException>(() => ScreenMeetEventParser.Parse(body));
    }

    private static (int Offset, int Size) Place(JsonException exception)
    {
        var place = PlaceInMessage().Match(exception.Message);
        Assert.True(place.Success, exception.Message);
        return (Number(1), Number(2));

        int Number(int group) => int.Parse(place.Groups[group].ValueSpan, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@" at byte (\d+) of (\d+)\.$")]
    private static partial Regex PlaceInMessage();
}
