using ScreenMeet.TestHarness;

namespace ScreenMeet.Cli.Tests;

// An interactive zsh in tmux, which has the completion of the tool.
internal sealed class Zsh : IAsyncDisposable
{
    private readonly CommandOnPath _command = new();
    private readonly string _terminal = $"screenmeet-{Guid.NewGuid():N}";

    // The folder in which the shell is.
    public string Folder => _command.Folder;

    public static async Task<Zsh> StartAsync()
    {
        Commands.Require("zsh", "tmux");
        var shell = new Zsh();
        await File.WriteAllTextAsync(
            Path.Combine(shell.Folder, ".zshrc"),
            $"""
            PATH='{shell.Folder}':$PATH
            PS1='%% '
            autoload -Uz compinit && compinit -D
            source <(screenmeet completion zsh)
            echo ready
            """,
            TestContext.Current.CancellationToken);
        await Commands.RunAsync(
            "tmux", "-L", shell._terminal, "-f", "/dev/null", "new-session", "-d", "-x", "120", "-y", "20", "-c", shell.Folder, $"ZDOTDIR='{shell.Folder}' zsh -d -i");
        await shell.WaitForLineAsync("ready");
        return shell;
    }

    public Task TypeAsync(string text) => Commands.RunAsync("tmux", "-L", _terminal, "send-keys", "-l", text);

    public Task WaitForLineAsync(string line) => Poll.UntilAsync(
        async () => (await CaptureAsync()).Split('\n').Any(shown => shown.TrimEnd() == line), $"the line '{line}'");

    public async ValueTask DisposeAsync()
    {
        await Commands.RunAsync("tmux", "-L", _terminal, "kill-server");
        _command.Dispose();
    }

    private Task<string> CaptureAsync() => Commands.RunAsync("tmux", "-L", _terminal, "capture-pane", "-p");
}
