using System.CommandLine;

namespace ScreenMeet.Cli;

internal static class OutputOption
{
    public static readonly Option<OutputMode?> Instance = new("--output", "-o")
    {
        Description = "How results are shown: live and in colour, as plain text, as JSON, or not at all. Default: live in a terminal, else plain.",
        HelpName = "live|plain|json|quiet",
        Recursive = true,
        CustomParser = static parsed =>
        {
            if (Enum.TryParse<OutputMode>(parsed.Tokens[0].Value, ignoreCase: true, out var mode) && Enum.IsDefined(mode) && !char.IsAsciiDigit(parsed.Tokens[0].Value[0]))
            {
                return mode;
            }

            parsed.AddError("--output is one of live, plain, json, quiet.");
            return null;
        },
        CompletionSources = { "live", "plain", "json", "quiet" },
    };
}
