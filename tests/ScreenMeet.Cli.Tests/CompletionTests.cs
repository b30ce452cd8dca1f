using System.Management.Automation;
using ScreenMeet.TestHarness;

namespace ScreenMeet.Cli.Tests;

public sealed class CompletionTests
{
    [Theory]
    [InlineData("bash", "complete -o default -F _screenmeet screenmeet")]
    [InlineData("zsh", "compdef _screenmeet screenmeet")]
    [InlineData("pwsh", "Register-ArgumentCompleter -Native -CommandName screenmeet")]
    public async Task Each_shell_has_a_script(string shell, string expected)
    {
        var result = await Tool.RunAsync("completion", shell);

        Assert.Equal(0, result.ExitCode);
        Assert.Contains(expected, result.Output, StringComparison.Ordinal);
    }

    public static TheoryData<string, string> Lines => new()
    {
        { "screenmeet ver", "verify" },
        { "screenmeet send --sto", "--story" },
        { "screenmeet send http://localhost/ --story sch", "scheduled" },
        { "screenmeet probe --output js", "json" },
    };

    [Theory]
    [MemberData(nameof(Lines))]
    public async Task Bash_completes_what_was_begun(string line, string expected)
    {
        Commands.Require("bash");
        using var command = new CommandOnPath();
        var script = $$"""
            PATH='{{command.Folder}}':$PATH
            source <(screenmeet completion bash)
            COMP_LINE='{{line}}' COMP_POINT={{line.Length}} COMP_WORDS=($COMP_LINE) COMP_CWORD={{line.Split(' ').Length - 1}}
            COMP_WORDS=($COMP_LINE)
            _screenmeet
            printf '%s\n' "${COMPREPLY[@]}"
            """;

        Assert.Equal([expected], (await Commands.RunAsync("bash", "-c", script)).Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [MemberData(nameof(Lines))]
    public async Task Zsh_completes_what_was_begun(string line, string expected)
    {
        await using var shell = await Zsh.StartAsync();

        await shell.TypeAsync(line + "\t");

        await shell.WaitForLineAsync($"% {line[..(line.LastIndexOf(' ') + 1)]}{expected}");
    }

    [Fact]
    public async Task Zsh_completes_a_file_where_the_tool_has_no_suggestion()
    {
        await using var shell = await Zsh.StartAsync();
        await File.WriteAllTextAsync(Path.Combine(shell.Folder, "captured.json"), "[]", TestContext.Current.CancellationToken);

        await shell.TypeAsync("screenmeet send http://localhost/ --file capt\t");

        await shell.WaitForLineAsync("% screenmeet send http://localhost/ --file captured.json");
    }

    // PowerShell itself, as a library.
    [Theory]
    [MemberData(nameof(Lines))]
    public async Task PowerShell_completes_what_was_begun(string line, string expected)
    {
        Commands.Require("sh");
        using var command = new CommandOnPath();
        using var shell = PowerShell.Create();
        shell.AddScript($"$env:PATH = '{command.Folder}' + [IO.Path]::PathSeparator + $env:PATH").Invoke();
        shell.Commands.Clear();
        shell.AddScript((await Tool.RunAsync("completion", "pwsh")).Output).Invoke();
        shell.Commands.Clear();

        var completion = CommandCompletion.CompleteInput(line, line.Length, [], shell);

        Assert.Equal([expected], completion.CompletionMatches.Select(static match => match.CompletionText));
        Assert.Equal(line.LastIndexOf(' ') + 1, completion.ReplacementIndex);
    }

    [Fact]
    public async Task An_unknown_shell_is_a_mistake() => Assert.Equal(2, (await Tool.RunAsync("completion", "cmd")).ExitCode);

    [Theory]
    [InlineData("--help")]
    [InlineData("send", "--help")]
    [InlineData("probe", "--help")]
    [InlineData("verify", "--help")]
    [InlineData("sign", "--help")]
    [InlineData("events", "--help")]
    [InlineData("completion", "--help")]
    public async Task Help_has_examples(params string[] arguments)
    {
        var result = await Tool.RunAsync(arguments);

        Assert.Equal(0, result.ExitCode);
        Assert.Matches(@"Examples:\n  \S*.*screenmeet", result.Output);
    }

    [Fact]
    public async Task Without_a_command_the_help_is_shown_as_a_mistake()
    {
        var result = await Tool.RunAsync();

        Assert.Equal(2, result.ExitCode);
        Assert.Empty(result.Output);
        Assert.Contains("verify", result.Error, StringComparison.Ordinal);
    }
}
