using System.CommandLine;

namespace ScreenMeet.Cli;

internal static class OutputOption
{
    private static readonly string[] s_names = ["live", "plain", "json", "quiet"];

    public static readonly Option<OutputMode?> Instance = Create();

    private static Option<OutputMode?> Create()
    {
        var option = new Option<OutputMode?>("--output", "-o")
        {
            Description = "How results are shown: live and in colour, as plain text, as JSON, or not at all. Default: live in a terminal, else plain.",
            HelpName = string.Join('|', s_names),
            Recursive = true,
            CustomParser = static parsed =>
            {
                var name = parsed.Tokens[0].Value;
                if (s_names.Contains(name, StringComparer.OrdinalIgnoreCase))
                {
                    return Enum.Parse<OutputMode>(name, ignoreCase: true);
                }

                parsed.AddError($"--output is one of {string.Join(", ", s_names)}.");
                return null;
            },
        };

        // In place of the names of the enum, which are written differently.
        option.CompletionSources.Clear();
        option.CompletionSources.Add(s_names);
        return option;
    }
}
