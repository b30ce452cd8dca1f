using System.Text.Json;
using CsCheck;
using ScreenMeet.TestHarness;

namespace ScreenMeet.Webhooks.Tests;

public class ParseEventTests
{
    private const int Cases = 2_000;

    [Theory]
    [InlineData("""{"type":"room-entered", "id":"HUiUti", "label":"\ud83d", "x":1.50}""")]
    [InlineData("""{"a":1,"a":2,"\u0000":"\u0000"}""")]
    [InlineData("{ }")]
    [InlineData("12")]
    [InlineData("1e400")]
    [InlineData("-0.0")]
    [InlineData("null")]
    [InlineData("\"\\ud83d\"")]
    [InlineData("[ 1, {} ]")]
    public void A_stored_event_reads_as_it_did_in_its_delivery(string json)
    {
        var expected = TypedProperty.Show(Sent.Event(json));

        Assert.Equal(expected, TypedProperty.Show(ScreenMeetEventParser.ParseEvent(Sent.Bytes(json))));
        Assert.Equal(expected, TypedProperty.Show(ScreenMeetEventParser.ParseEvent(Sent.Bytes($"\ufeff \r\n{json}\t "))));
    }

    [Fact]
    public void Any_stored_event_reads_as_it_did_in_its_delivery() => RandomJson.Array.Sample(
        json => Assert.All(
            Sent.Body(json),
            sent => Assert.Equal(TypedProperty.Show(sent), TypedProperty.Show(ScreenMeetEventParser.ParseEvent(sent.RawJson.Span)))),
        iter: Cases);

    [Theory]
    [InlineData("", 0)]
    [InlineData("  ", 2)]
    [InlineData("\ufeff", 3)]
    [InlineData("{", 1)]
    [InlineData("""{"a":1,}""", 7)]
    [InlineData("""{"a":1}//c""", 7)]
    [InlineData("/*c*/{}", 0)]
    [InlineData("{} {}", 3)]
    [InlineData("{},", 2)]
    [InlineData("{}]", 2)]
    [InlineData("1 2", 2)]
    [InlineData("nul", 3)]
    [InlineData("SECRET", 0)]
    [InlineData("""{"SECRET":SECRET}""", 10)]
    [InlineData("\ufeff\n{\"SECRET\":\"SECRET\\x\"}", 22)]
    public void What_is_not_one_JSON_value_is_refused_at_the_byte_that_is_wrong(string json, int offset)
    {
        var exception = Assert.Throws<JsonException>(() => ScreenMeetEventParser.ParseEvent(Sent.Bytes(json)));

        Assert.Equal($"This is not the JSON of an event: reading stopped at byte {offset} of {Sent.Bytes(json).Length}.", exception.Message);
        Assert.DoesNotContain("SECRET", exception.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Invalid_UTF_8_and_65_levels_are_refused()
    {
        Assert.Throws<JsonException>(() => ScreenMeetEventParser.ParseEvent([.. "{\"a\":\""u8, 0xc3, .. "\"}"u8]));
        Assert.NotNull(ScreenMeetEventParser.ParseEvent(Sent.Bytes(new string('[', 64) + new string(']', 64))));
        Assert.Throws<JsonException>(() => ScreenMeetEventParser.ParseEvent(Sent.Bytes(new string('[', 65) + new string(']', 65))));
    }

    [Fact]
    public void The_buffer_can_be_used_again()
    {
        var buffer = Sent.Bytes("""{"message":"Entered"}""");

        var read = ScreenMeetEventParser.ParseEvent(buffer);
        Array.Clear(buffer);

        Assert.Equal("Entered", read.Message);
    }
}
