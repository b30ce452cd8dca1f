using System.Reflection;
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
    public void Each_line_of_the_log_is_listed_with_its_id_level_name_and_text_and_has_an_id_of_its_own()
    {
        var lines = typeof(ScreenMeetInboxOptions).Assembly.GetTypes()
            .SelectMany(static type => type.GetMethods(BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Select(static method => (Place: method.DeclaringType!.Name, Line: method.GetCustomAttribute<LoggerMessageAttribute>()!))
            .Where(static written => written.Line is not null)
            .ToArray();

        Assert.NotEmpty(lines);
        Assert.All(lines, static written => Assert.Equal("Log", written.Place));
        Assert.Equal(
            lines.OrderBy(static written => written.Line.EventId).Select(static written =>
                $"| {written.Line.EventId} | {written.Line.Level} | `{written.Line.EventName}` | `{written.Line.Message}` |"),
            RowsIn("## When something is wrong", @"^\| \d+ \| \w+ \| `\w+` \| `[^`]+` \|"));
        Assert.All(lines, static written => Assert.InRange(written.Line.EventId, 100, 199));
        Assert.Equal(lines.Length, lines.Select(static written => written.Line.EventId).Distinct().Count());
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

    [GeneratedRegex(@"Create\w+(<\w+>)?\(""(?<name>screenmeet\.inbox\.[\w.]+)""(, \w+)?, ""(?<unit>[^""]+)"",")]
    private static partial Regex Instruments { get; }

    [GeneratedRegex(@"(?<="")SM\d{4}(?=: )")]
    private static partial Regex Messages { get; }

    [GeneratedRegex(@"\bSM\d{4}\b")]
    private static partial Regex Ids { get; }
}
