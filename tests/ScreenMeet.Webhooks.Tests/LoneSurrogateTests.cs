using ScreenMeet.TestHarness;

namespace ScreenMeet.Webhooks.Tests;

// JSON.stringify escapes the half that is left of an emoji that was cut in two.
public class LoneSurrogateTests
{
    [Theory]
    [InlineData(@"\ud83d", "\ufffd")]
    [InlineData(@"\ude00", "\ufffd")]
    [InlineData(@"\uD83D", "\ufffd")]
    [InlineData(@"\uDe00", "\ufffd")]
    [InlineData(@"\ud800", "\ufffd")]
    [InlineData(@"\udbff", "\ufffd")]
    [InlineData(@"\udc00", "\ufffd")]
    [InlineData(@"\udfff", "\ufffd")]
    [InlineData(@"a\ud83d", "a\ufffd")]
    [InlineData(@"\ud83db", "\ufffdb")]
    [InlineData(@"\ud83d\n", "\ufffd\n")]
    [InlineData(@"\ud83d\\", "\ufffd\\")]
    [InlineData(@"\ud83d\u0041", "\ufffdA")]
    [InlineData(@"\ud83dude00", "\ufffdude00")]
    [InlineData(@"\ud83d\\ude00", "\ufffd\\ude00")]
    [InlineData(@"\ud83d \ude00", "\ufffd \ufffd")]
    [InlineData(@"\ude00\ud83d", "\ufffd\ufffd")]
    [InlineData(@"\ud83d\ud83d", "\ufffd\ufffd")]
    [InlineData(@"\ude00\ude00", "\ufffd\ufffd")]
    [InlineData(@"\ud83d\ude00\ude00", "😀\ufffd")]
    [InlineData(@"\ud83d\ud83d\ude00", "\ufffd😀")]
    [InlineData(@"\ude00\ud83d\ude00\ud83d", "\ufffd😀\ufffd")]
    [InlineData(@"😀\ud83d😀", "😀\ufffd😀")]
    [InlineData(@"\\\ud83d", "\\\ufffd")]
    [InlineData(@"\""\ud83d\""", "\"\ufffd\"")]
    [InlineData(@"\/\ud83d", "/\ufffd")]
    [InlineData(@"\ufffd\ud83d", "\ufffd\ufffd")]
    public void An_escaped_lone_surrogate_reads_as_U_FFFD(string sent, string expected)
    {
        var read = Sent.Event($$"""{"message":"{{sent}}","label":"next"}""");

        Assert.Equal(expected, read.Message);
        Assert.Equal("next", read.Label);
        Assert.Empty(read.AdditionalData);
    }

    [Theory]
    [InlineData(@"\ud83d\ude00", "😀")]
    [InlineData(@"\uD83D\uDE00", "😀")]
    [InlineData(@"\ud800\udc00", "\U00010000")]
    [InlineData(@"\udbff\udfff", "\U0010ffff")]
    [InlineData(@"\ud83d\ude00\ud83d\ude00", "😀😀")]
    [InlineData(@"\ud7ff\ue000", "\ud7ff\ue000")]
    [InlineData(@"\\ud83d", @"\ud83d")]
    [InlineData(@"\\ud83d\\ude00", @"\ud83d\ude00")]
    [InlineData(@"\\\\ud83d", @"\\ud83d")]
    [InlineData(@"\u005cud83d", @"\ud83d")]
    [InlineData(@"ud83d", "ud83d")]
    public void What_only_looks_like_a_lone_surrogate_is_left_alone(string sent, string expected) =>
        Assert.Equal(expected, Sent.Event($$"""{"message":"{{sent}}"}""").Message);

    [Fact]
    public void A_lone_surrogate_can_be_anywhere_in_an_event()
    {
        var read = Sent.Event("""
            {
              "user": { "name": "Ada \ud83d", "x\ud83d": "\ude00" },
              "createdByAgentSession": { "roles": { "agent\ude00": true }, "id": "\ud83d" },
              "settings": { "a\ud83d": { "b\ud83d": [ "\ude00" ] } },
              "x\ude00": "\ud83d",
              "seconds": "\ud83d",
              "ts": "\ud83d",
              "type": "room-entered"
            }
            """);

        Assert.Equal("Ada \ufffd", read.User?.Name);
        Assert.Equal("\ufffd", read.User?.AdditionalData?["x\ufffd"].GetString());
        Assert.True(read.CreatedByAgentSession?.Roles?["agent\ufffd"]);
        Assert.Equal("\ufffd", read.CreatedByAgentSession?.Id);
        Assert.Equal("\ufffd", read.Settings?["a\ufffd"].GetProperty("b\ufffd")[0].GetString());
        Assert.Equal("\ufffd", read.AdditionalData?["x\ufffd"].GetString());
        Assert.Null(read.Seconds);
        Assert.Equal("\ufffd", read.AdditionalData?["seconds"].GetString());
        Assert.Null(read.Timestamp);
        Assert.Equal("\ufffd", read.AdditionalData?["ts"].GetString());
        Assert.Equal("room-entered", read.Type);
    }

    [Fact]
    public void Names_that_differ_only_in_a_lone_surrogate_are_one_name_and_the_last_counts()
    {
        var read = Sent.Event("""{"\ud83d":1,"\ude00":2,"\ufffd":3}""");

        Assert.Equal("{\"\ufffd\": 3}", TypedProperty.Show(read.AdditionalData));
    }

    [Fact]
    public void A_name_with_a_lone_surrogate_is_not_a_documented_one()
    {
        var read = Sent.Event("""{"type\ud83d":"a","\ude00type":"b"}""");

        Assert.Null(read.Type);
        Assert.Equal(["type\ufffd", "\ufffdtype"], read.AdditionalData?.Keys);
    }

    [Fact]
    public void RawJson_keeps_a_lone_surrogate_as_it_was_sent()
    {
        const string Json = """{"message":"cut \ud83d","x\ude00":["\uD83D"]}""";
        var read = Sent.Event(Json);

        Assert.Equal(("cut \ufffd", Json), (read.Message, Sent.Text(read.RawJson)));
    }

    [Fact]
    public void A_lone_surrogate_costs_the_neighbours_nothing()
    {
        var events = Sent.Body("""[{"label":"a"},{"label":"\ud83d"},"\ud83d",{"label":"\ude00"},{"label":"b"}]""");

        Assert.Equal(["a", "\ufffd", null, "\ufffd", "b"], events.Select(e => e.Label));
    }
}
