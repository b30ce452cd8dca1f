using ScreenMeet.TestHarness;

namespace ScreenMeet.Cli.Tests;

// What somebody sees in a terminal, which tmux is here.
public sealed class TerminalTests
{
    private const char Escape = '\u001b';

    [Theory]
    [InlineData(80)]
    [InlineData(120)]
    public async Task In_a_terminal_it_is_live_and_in_colour_and_fits(int width)
    {
        await using var receiver = await Receiver.StartAsync(Server.Kestrel);

        var screen = await ShowAsync(width, "", $"send {SendTests.UrlOf(receiver)} --key {Signed.Key} --seed 7");

        Assert.Contains(Escape, screen.Colored);
        Assert.Contains("All 5 deliveries were answered as expected.", screen.Text, StringComparison.Ordinal);
        Assert.Matches(@"4 ✓ 200 +[\d.]+ ms  file-transfer-started", screen.Text);
        Assert.DoesNotContain("━", screen.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("─", screen.Text, StringComparison.Ordinal);
        Assert.Equal(15, screen.Text.Trim().Split('\n').Length);
    }

    [Theory]
    [InlineData("NO_COLOR=1", "")]
    [InlineData("TERM=dumb", "")]
    [InlineData("", "--output plain")]
    public async Task Without_colour_it_says_the_same(string variable, string option)
    {
        await using var receiver = await Receiver.StartAsync(Server.Kestrel);

        var screen = await ShowAsync(80, variable, $"send {SendTests.UrlOf(receiver)} --key {Signed.Key} --seed 7 {option}");

        Assert.DoesNotContain(Escape, screen.Colored);
        Assert.Contains("All 5 deliveries were answered as expected.", screen.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pipe_gets_data_without_colour()
    {
        await using var receiver = await Receiver.StartAsync(Server.Kestrel);

        var screen = await ShowAsync(80, "", $"probe {SendTests.UrlOf(receiver)} --key {Signed.Key} --output live 2>/dev/null | cat -v");

        Assert.Matches(@"^  M-bM-\^\\M-\^S 200 ", screen.Text);
        Assert.DoesNotContain("^[", screen.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_deliveries_are_one_moving_line_until_Ctrl_C()
    {
        await using var receiver = await OddReceiver.StartAsync(200);

        var screen = await ShowAsync(
            80,
            "",
            $"send {receiver.Url} --key {Signed.Key} --count 100000 --rate 100",
            async terminal =>
            {
                await Poll.UntilAsync(async () => (await CaptureAsync(terminal, "-p")).Contains("200 ×", StringComparison.Ordinal), "the bar");
                Assert.Matches(@"━*─+ \d+/100000 [\d.]+/s 0:\d\d 200 ×\d+", await CaptureAsync(terminal, "-p"));
                await Commands.RunAsync("tmux", "-L", terminal, "send-keys", "C-c");
            },
            exitCode: 130);

        Assert.DoesNotContain("/100000", screen.Text, StringComparison.Ordinal);
        Assert.Matches(@"stopped  \d+ of 100000 deliveries were answered as expected;", screen.Text);
    }

    [Theory]
    [InlineData("Enter", 0)]
    [InlineData("C-c", 130)]
    public async Task The_key_is_asked_for_and_does_not_show(string end, int exitCode)
    {
        using var body = new TemporaryFile("[]"u8.ToArray());

        var screen = await ShowAsync(
            80,
            "",
            $"sign --key - --body {body.Path}",
            async terminal =>
            {
                await Poll.UntilAsync(async () => (await CaptureAsync(terminal, "-p")).Contains("Signing key:", StringComparison.Ordinal), "the question");
                await Commands.RunAsync("tmux", "-L", terminal, "send-keys", Signed.Key);
                await Commands.RunAsync("tmux", "-L", terminal, "send-keys", end);
            },
            exitCode);

        Assert.DoesNotContain(Signed.Key, screen.Text, StringComparison.Ordinal);
        Assert.Equal(exitCode == 0, screen.Text.Contains(Signed.Hex("[]"u8.ToArray()).ToLowerInvariant(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_signal_ends_the_question_for_the_key()
    {
        Commands.Require("pkill");
        using var body = new TemporaryFile("[]"u8.ToArray());

        await ShowAsync(
            80,
            "",
            $"sign --key - --body {body.Path}",
            async terminal =>
            {
                await Poll.UntilAsync(async () => (await CaptureAsync(terminal, "-p")).Contains("Signing key:", StringComparison.Ordinal), "the question");
                await Commands.RunAsync("pkill", "--signal", "INT", "--full", $"^dotnet .*{body.Path}");
            },
            exitCode: 130);
    }

    private static async Task<(string Text, string Colored)> ShowAsync(int width, string variable, string arguments, Func<string, Task>? meanwhile = null, int exitCode = 0)
    {
        Commands.Require("tmux", "bash");
        var terminal = $"screenmeet-{Guid.NewGuid():N}";
        try
        {
            var script = $"{variable} dotnet '{Tool.Library}' {arguments}; echo exit-${{PIPESTATUS[0]}}; exec sleep 60";
            await Commands.RunAsync("tmux", "-L", terminal, "-f", "/dev/null", "new-session", "-d", "-x", $"{width}", "-y", "50", "bash", "-c", script);
            if (meanwhile is not null)
            {
                await meanwhile(terminal);
            }

            var end = $"exit-{exitCode}";
            await Poll.UntilAsync(async () => (await CaptureAsync(terminal, "-p")).Contains("exit-", StringComparison.Ordinal), "the end of the tool");
            var (text, colored) = (await CaptureAsync(terminal, "-p"), await CaptureAsync(terminal, "-pe"));
            Assert.Contains(end, text, StringComparison.Ordinal);
            return (text[..text.IndexOf(end, StringComparison.Ordinal)], colored[..colored.IndexOf(end, StringComparison.Ordinal)]);
        }
        finally
        {
            await Commands.RunAsync("tmux", "-L", terminal, "kill-server");
        }
    }

    private static Task<string> CaptureAsync(string terminal, string format) => Commands.RunAsync("tmux", "-L", terminal, "capture-pane", format);
}
