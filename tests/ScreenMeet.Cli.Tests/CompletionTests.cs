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

    [Theory]
    [InlineData("screenmeet ver", "verify")]
    [InlineData("screenmeet send --sto", "--story")]
    [InlineData("screenmeet send http://localhost/ --story sch", "scheduled")]
    [InlineData("screenmeet probe --output js", "json")]
    public async Task Bash_completes_what_was_begun(string line, string expected)
    {
        Commands.Require("bash");
        var folder = Directory.CreateTempSubdirectory("screenmeet-completion-");
        try
        {
            var command = Path.Combine(folder.FullName, "screenmeet");
            await File.WriteAllTextAsync(command, $"#!/bin/sh\nexec dotnet '{Tool.Library}' \"$@\"\n", TestContext.Current.CancellationToken);
            await Commands.RunAsync("chmod", "+x", command);
            var script = $$"""
                PATH='{{folder.FullName}}':$PATH
                source <(screenmeet completion bash)
                COMP_LINE='{{line}}' COMP_POINT={{line.Length}} COMP_WORDS=($COMP_LINE) COMP_CWORD={{line.Split(' ').Length - 1}}
                COMP_WORDS=($COMP_LINE)
                _screenmeet
                printf '%s\n' "${COMPREPLY[@]}"
                """;

            Assert.Equal([expected], (await Commands.RunAsync("bash", "-c", script)).Split('\n', StringSplitOptions.RemoveEmptyEntries));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
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
