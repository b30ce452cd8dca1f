using System.CommandLine;

namespace ScreenMeet.Cli;

internal static class CompletionCommand
{
    // The shell passes its line to the tool, which knows its own options.
    private static readonly Dictionary<string, string> s_scripts = new(StringComparer.Ordinal)
    {
        ["bash"] =
            """
            _screenmeet() {
              local IFS=$'\n'
              COMPREPLY=($(compgen -W "$(screenmeet "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
            }
            complete -o default -F _screenmeet screenmeet
            """,
        ["zsh"] =
            """
            _screenmeet() {
              local -a completions
              completions=(${(f)"$(screenmeet "[suggest:$CURSOR]" "$BUFFER" 2>/dev/null)"})
              compadd -a completions
              (( ${#completions} )) || _files
            }
            compdef _screenmeet screenmeet
            """,
        ["pwsh"] =
            """
            Register-ArgumentCompleter -Native -CommandName screenmeet -ScriptBlock {
                param($wordToComplete, $commandAst, $cursorPosition)
                screenmeet "[suggest:$cursorPosition]" "$commandAst" 2>$null |
                    Where-Object { $_ -like "$wordToComplete*" } |
                    ForEach-Object { [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_) }
            }
            """,
    };

    private static readonly Argument<string> s_shell = Shell();

    public static Command Create()
    {
        var command = new Command("completion", "Prints a script that completes the commands and options of this tool in a shell.") { s_shell };
        command.SetAction(static parsed => parsed.InvocationConfiguration.Output.WriteLine(s_scripts[parsed.GetRequiredValue(s_shell)]));
        return command;
    }

    private static Argument<string> Shell()
    {
        var shell = new Argument<string>("shell") { Description = "bash, zsh or pwsh." };
        shell.AcceptOnlyFromAmong([.. s_scripts.Keys]);
        return shell;
    }
}
