using System.Globalization;
using System.Text;
using System.Text.Json;
using ScreenMeet.TestHarness;

namespace ScreenMeet.Webhooks.Tests;

public class RawJsonTests
{
    [Theory]
    [InlineData("[]")]
    [InlineData(" [ ] ")]
    [InlineData("\r\n[\r\n]\r\n")]
    public void An_empty_array_is_read_as_an_empty_array_of_events(string body)
    {
        Assert.Empty(Sent.Body(body));
        Assert.True(ScreenMeetEventParser.TryParse(Sent.Bytes(body), out var events));
        Assert.Empty(events);
    }

    [Theory]
    [InlineData("""[{"a":1}]""", """{"a":1}""")]
    [InlineData("""[{"a":1},{"b":2}]""", """{"a":1}""", """{"b":2}""")]
    [InlineData("[ {\"a\" : 1\t} ,\n\r\n { } ]", "{\"a\" : 1\t}", "{ }")]
    [InlineData("\n\t [\n{\n\"a\"\n:\n1\n}\n]\n", "{\n\"a\"\n:\n1\n}")]
    [InlineData("""[{"a":"}]"},{"b":"[{,\"\\"}]""", """{"a":"}]"}""", """{"b":"[{,\"\\"}""")]
    [InlineData("""[{"a":{"b":[{}, [ ]]}} , [{"c":1}]]""", """{"a":{"b":[{}, [ ]]}}""", """[{"c":1}]""")]
    [InlineData("[null,1,\"x\",[],true]", "null", "1", "\"x\"", "[]", "true")]
    [InlineData("[ null , -1.50e+3 , \"x\\u0041 \" , [ 1 ] , false ]", "null", "-1.50e+3", "\"x\\u0041 \"", "[ 1 ]", "false")]
    [InlineData("""[{"a":"\ud83d"},"\ude00",["\ud83d"]]""", """{"a":"\ud83d"}""", "\"\\ude00\"", "[\"\\ud83d\"]")]
    [InlineData("""[{"ü☂日本😀":"Prüfung"},{"a":"ü"}]""", """{"ü☂日本😀":"Prüfung"}""", """{"a":"ü"}""")]
    public void RawJson_is_what_was_sent_and_no_byte_more(string body, params string[] expected)
    {
        Assert.Equal(expected, Sent.Body(body).Select(e => Sent.Text(e.RawJson)));
        Assert.Equal(expected, Sent.Body("\ufeff" + body).Select(e => Sent.Text(e.RawJson)));
    }

    [Fact]
    public void A_byte_order_mark_is_skipped()
    {
        byte[] body = [0xef, 0xbb, 0xbf, .. "[{\"type\":\"room-entered\"}]"u8];

        Assert.Equal("room-entered", Assert.Single(ScreenMeetEventParser.Parse(body)).Type);
        Assert.True(ScreenMeetEventParser.TryParse(body, out var events));
        Assert.Equal("room-entered", Assert.Single(events).Type);
    }

    [Fact]
    public void A_body_can_be_a_slice_of_a_larger_buffer()
    {
        var buffer = Sent.Bytes("xx[{\"type\":\"room-entered\"}]]x");

        var read = Assert.Single(ScreenMeetEventParser.Parse(buffer.AsSpan(2..^2)));

        Assert.Equal(("room-entered", "{\"type\":\"room-entered\"}"), (read.Type, Sent.Text(read.RawJson)));
    }

    [Fact]
    public void A_body_of_1000_events_is_read_whole_and_in_order()
    {
        var sent = Enumerable.Range(0, 1000).Select(i => $$"""{"type":"event-{{i}}","seconds":{{i}},"label":"\ud83d {{i}}"}""").ToArray();

        var events = Sent.Body($"[{string.Join(", ", sent)}]");

        Assert.Equal(sent, events.Select(e => Sent.Text(e.RawJson)));
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => $"event-{i}"), events.Select(e => e.Type));
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => (long?)i), events.Select(e => e.Seconds));
        Assert.Equal(1000, events.Select(e => e.Fingerprint).Distinct().Count());
    }

    [Fact]
    public void An_event_with_1000_properties_keeps_them_all()
    {
        var read = Sent.Event("{" + string.Join(',', Enumerable.Range(0, 1000).Select(i => $"\"a{i}\":{i}")) + ",\"seconds\":7}");

        Assert.Equal(7, read.Seconds);
        Assert.Equal(1000, read.AdditionalData.Count);
        Assert.All(read.AdditionalData, entry => Assert.Equal(entry.Key, "a" + entry.Value.GetInt32().ToString(CultureInfo.InvariantCulture)));
    }

    [Theory]
    [InlineData(0x00)]
    [InlineData(0xff)]
    [InlineData((byte)'"')]
    public void The_buffer_can_be_used_again_before_the_events_are_read(byte filler)
    {
        var text = $"""[{TypedProperty.Json("message", "[1]")},{TypedProperty.Json("user.name", "\"\\ud83d\"")},"x"]""";
        var expected = Sent.Body(text).Select(TypedProperty.Show);
        var buffer = Sent.Bytes(text);

        var events = ScreenMeetEventParser.Parse(buffer);
        Array.Fill(buffer, filler);

        Assert.Equal(expected, events.Select(TypedProperty.Show));
    }

    [Fact]
    public void What_was_read_outlives_the_buffer_too()
    {
        var buffer = Sent.Bytes("""[{"settings":{"a":{"b":"value"}},"plugin":[1,2],"user":{"nick":"Ada"}}]""");
        var read = ScreenMeetEventParser.Parse(buffer)[0];
        var (settings, additionalData, user) = (read.Settings!, read.AdditionalData, read.User!);

        Array.Clear(buffer);

        Assert.Equal("value", settings["a"].GetProperty("b").GetString());
        Assert.Equal("[1,2]", additionalData["plugin"].GetRawText());
        Assert.Equal("Ada", user.AdditionalData?["nick"].GetString());
    }

    // printf '%s' '{"type":"room-entered", "id":"HUiUti"}' | openssl dgst -sha256
    [Theory]
    [InlineData("""{"type":"room-entered", "id":"HUiUti"}""", "ae8d63a14f8359bff9f47aaf065aa69da267c8bdf66a8913298d7e7eb1af9df1")]
    // printf '%s' '{"label":"\ud83d"}' | openssl dgst -sha256
    [InlineData("""{"label":"\ud83d"}""", "820ff633f700579e729ea290b57666ee2c3734c85a6e977e89df93baf51e5b6a")]
    // printf '%s' 'null' | openssl dgst -sha256
    [InlineData("null", "74234e98afe7498fb5daf1f36ac2d78acc339464f950703b8c019892f982b90b")]
    public void The_fingerprint_is_the_SHA_256_of_the_bytes_of_the_event(string json, string expected)
    {
        Assert.Equal(expected, Sent.Event(json).Fingerprint);
        Assert.Equal(expected, Sent.Body($" [ 1,\n {json} ,2]")[1].Fingerprint);
        Assert.Equal(expected, new ScreenMeetEvent { RawJson = Sent.Bytes(json) }.Fingerprint);
    }

    [Fact]
    public async Task One_event_reads_the_same_on_many_threads()
    {
        const int Threads = 8;
        var text = "[" + string.Join(',', Enumerable.Range(0, 300).Select(i => TypedProperty.Json("message", $"[{i}]"))) + "]";
        var expected = Sent.Body(text).Select(TypedProperty.Show).ToArray();
        var shared = Sent.Body(text);
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
    }

    [Theory]
    [InlineData("[ {\"a\" : 1\t} ,\n null,[ [] , {} ],\"],[\" , -0.0e-1\n]\n")]
    [InlineData("""[{"message":"a\\\"b","x":[{"y":"]"}]},{"ü":"\ud83d\ude00"},true]""")]
    public void The_events_and_what_stands_between_them_are_the_whole_body(string body)
    {
        var events = Sent.Body(body);
        using var document = JsonDocument.Parse(body);

        Assert.Equal(document.RootElement.EnumerateArray().Select(element => element.GetRawText()), events.Select(e => Sent.Text(e.RawJson)));
        AssertOnlySeparatorsBetween(body, events);
    }

    private static void AssertOnlySeparatorsBetween(string body, ScreenMeetEvent[] events)
    {
        var between = new StringBuilder();
        var rest = body;
        foreach (var raw in events.Select(e => Sent.Text(e.RawJson)))
        {
            var start = rest.IndexOf(raw, StringComparison.Ordinal);
            between.Append(rest[..start]);
            rest = rest[(start + raw.Length)..];
        }

        var separators = string.Concat(between.Append(rest).ToString().Where(c => !char.IsWhiteSpace(c)));
        Assert.Equal($"[{new string(',', events.Length - 1)}]", separators);
    }
}
