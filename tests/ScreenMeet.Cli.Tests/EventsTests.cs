using System.Text;
using ScreenMeet.AspNetCore.Testing;
using ScreenMeet.TestHarness;

namespace ScreenMeet.Cli.Tests;

public sealed class EventsTests
{
    [Fact]
    public async Task Each_event_is_a_line()
    {
        var result = await Tool.RunAsync(ToolStart.WithInput(Signed.Json), "events");

        Assert.Equal(0, result.ExitCode);
        Assert.Matches("2 events of session HUiUti", result.Output);
        Assert.Matches("1  2021-08-09 16:45:57  room-entered  active      12  Entered the meeting room.\n2                       audio-muted\n$", result.Output);
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("json")]
    public async Task Secrets_are_masked_and_nothing_else(string output)
    {
        const string body = """
            [{"type":"session-created","id":"HUiUti","user":{"id":7,"name":"Ada"},"hostAuthToken":"SECRET-1","hostUrl":"https://example.com/SECRET-2",
              "createdByAgentSession":{"id":"SECRET-3","sid":4711,"roles":{"api":true}},"more":[{"access_token":"SECRET-4","api-key":{"deep":"SECRET-5"},"Password":null}]}]
            """;

        var result = await Tool.RunAsync(ToolStart.WithInput(body), "events", "--details", "--output", output);

        Assert.Equal(0, result.ExitCode);
        Assert.DoesNotContain("SECRET", result.Output, StringComparison.Ordinal);
        Assert.Contains("4711", result.Output, StringComparison.Ordinal);
        Assert.Contains("\"name\": \"Ada\"", result.Output, StringComparison.Ordinal);
        Assert.Contains("\"id\": \"HUiUti\"", result.Output, StringComparison.Ordinal);
        Assert.Contains("\"Password\": null", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Text_of_the_end_user_cannot_move_the_cursor()
    {
        var result = await Tool.RunAsync(ToolStart.WithInput("""[{"type":"a\u001b[31mb\nc","message":"x\u202ey [red]z[/]","id":"\u0007"}]"""), "events", "--details");

        Assert.Equal(0, result.ExitCode);
        Assert.DoesNotContain('\u001b', result.Output);
        Assert.DoesNotContain('\u202e', result.Output);
        Assert.Contains(@"a\u001B[31mb c", result.Output, StringComparison.Ordinal);
        Assert.Contains("[red]z[/]", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]", 0, "0 events")]
    [InlineData("""[1,null,{"type":5,"type":"twice"}]""", 0, "3 events")]
    [InlineData("""[{"message":"\ud83d"}]""", 0, "1 event")]
    public async Task Every_array_is_shown(string body, int exitCode, string shown)
    {
        foreach (var output in new[] { "plain", "json" })
        {
            var result = await Tool.RunAsync(ToolStart.WithInput(body), "events", "--details", "--output", output);

            Assert.True(exitCode == result.ExitCode, result.Error);
            Assert.True(output == "json" || result.Output.Contains(shown, StringComparison.Ordinal), result.Output);
        }
    }

    [Fact]
    public async Task What_is_not_an_array_of_events_is_an_error()
    {
        var result = await Tool.RunAsync(ToolStart.WithInput("""{"type":"room-entered"}"""), "events");

        Assert.Equal(1, result.ExitCode);
        Assert.Empty(result.Output);
        Assert.Contains("reading stopped at byte 0 of 23", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_story_is_shown_whole()
    {
        foreach (var story in ScreenMeetStory.Names.Select(name => ScreenMeetStory.Create(name)))
        {
            var body = ScreenMeetTestDelivery.Create(Signed.Key, story.Events).Body.ToArray();

            var result = await Tool.RunAsync(ToolStart.WithInput(body), "events");

            Assert.All(story.Events, e => Assert.Contains(e.Type!, result.Output, StringComparison.Ordinal));
            Assert.Equal(story.Events.Count + 3, result.Output.Split('\n', StringSplitOptions.None).Length - 1);
            Assert.DoesNotContain(result.Output.Split('\n'), line => line.EndsWith(' '));
        }
    }
}
