using System.Globalization;
using System.Text.RegularExpressions;

namespace ScreenMeet.AspNetCore.Inbox.Load;

// Reads what auto_explain has logged.
internal static partial class PostgreSqlLog
{
    public static List<ExecutedStatement> Read(string log) => [.. Entry.Matches(log).Select(static match =>
    {
        // The lines of a statement are not indented further than its first, but those of its plan begin with a node.
        var lines = match.Groups["lines"].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => line[1..]).ToList();
        var plan = lines.FindIndex(static line => line.Contains("(cost=", StringComparison.Ordinal));
        return new ExecutedStatement(
            string.Join('\n', lines.Take(plan)).Replace("Query Text: ", "", StringComparison.Ordinal).Trim(),
            double.Parse(match.Groups["ms"].Value, CultureInfo.InvariantCulture),
            string.Join('\n', lines.Skip(plan)));
    })];

    [GeneratedRegex(@"duration: (?<ms>[0-9.]+) ms  plan:\n(?<lines>(\t.*\n)+)")]
    private static partial Regex Entry { get; }
}
