using System.Text.RegularExpressions;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Inbox.Tests.Readme;

// The tables of the README list what there is, and nothing else.
public sealed partial class ReferenceTests
{
    private const string Package = "src/ScreenMeet.AspNetCore.Inbox";
    private const string Readme = $"{Package}/README.md";

    [Fact]
    public void Each_option_is_listed_with_its_default()
    {
        var options = new ScreenMeetInboxOptions();
        var expected = typeof(ScreenMeetInboxOptions).GetProperties().Select(property => $"| `{property.Name}` | {property.GetValue(options)} |");

        Assert.Equal(expected.Order(), RowsIn("## Options", @"^\| `\w+` \| \S+ \|").Order());
    }

    [Fact]
    public void Each_line_of_the_log_is_listed_with_its_id_and_level_and_has_an_id_of_its_own()
    {
        var lines = LoggerMessages.Matches(Repository.Read($"{Package}/Telemetry/Log.cs"));
        var expected = lines.Select(static match => $"| {match.Groups["id"].Value} | {match.Groups["level"].Value} | `{match.Groups["name"].Value}` |");

        Assert.Equal(expected.Order(), RowsIn("## When something is wrong", @"^\| \d+ \| \w+ \| `\w+` \|").Order());
        Assert.All(lines, static match => Assert.InRange(int.Parse(match.Groups["id"].Value, System.Globalization.CultureInfo.InvariantCulture), 100, 199));
        Assert.Equal(lines.Count, lines.Select(static match => match.Groups["id"].Value).Distinct().Count());
    }

    [Fact]
    public void Each_instrument_is_listed_with_its_unit()
    {
        var expected = Instruments.Matches(Repository.Read($"{Package}/Telemetry/InboxMetrics.cs")).Select(static match => $"| `{match.Groups["name"].Value}` | `{match.Groups["unit"].Value}` |").ToArray();

        Assert.NotEmpty(expected);
        Assert.Equal(expected.Order(), RowsIn("## Metrics and traces", @"^\| `[\w.]+` \| `\S+` \|").Order());
    }

    [Fact]
    public void Each_mistake_is_listed_and_no_id_is_used_twice()
    {
        var ids = Messages.Matches(Repository.Read($"{Package}/InboxMistakes.cs")).Select(static match => match.Value).ToArray();

        Assert.NotEmpty(ids);
        Assert.Equal(ids.Distinct(), ids);
        Assert.Equal(ids.Order(), RowsIn("## It does not start", @"^\| SM\d{4}").Select(static row => row[2..]).Order());
        Assert.Empty(Ids.Matches(Repository.Read(Readme)).Select(static match => match.Value).Except(ids));
    }

    private static IEnumerable<string> RowsIn(string heading, string pattern)
    {
        var text = Repository.Read(Readme);
        var start = text.IndexOf(heading + "\n", StringComparison.Ordinal);
        var end = text.IndexOf("\n## ", start + heading.Length, StringComparison.Ordinal);
        return Regex.Matches(end < 0 ? text[start..] : text[start..end], pattern, RegexOptions.Multiline).Select(static match => match.Value);
    }

    [GeneratedRegex(@"LoggerMessage\(\s*(?<id>\d+), LogLevel\.(?<level>\w+),.*?EventName = ""(?<name>\w+)""\)", RegexOptions.Singleline)]
    private static partial Regex LoggerMessages { get; }

    [GeneratedRegex(@"Create\w+(<\w+>)?\(""(?<name>screenmeet\.inbox\.[\w.]+)""(, \w+)?, ""(?<unit>[^""]+)"",")]
    private static partial Regex Instruments { get; }

    [GeneratedRegex(@"(?<="")SM\d{4}(?=: )")]
    private static partial Regex Messages { get; }

    [GeneratedRegex(@"\bSM\d{4}\b")]
    private static partial Regex Ids { get; }
}
