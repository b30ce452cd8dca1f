using System.Reflection;
using System.Text.RegularExpressions;
using ScreenMeet.TestHarness;
using ScreenMeet.Webhooks;

namespace ScreenMeet.AspNetCore.Tests.Readme;

// The tables of the packages' READMEs list what there is, and nothing else.
public sealed partial class ReferenceTests
{
    private const string AspNetCore = "src/ScreenMeet.AspNetCore/README.md";

    public static TheoryData<string> Documents =>
    [
        .. Directory.EnumerateFiles(Repository.Root, "*.md", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None })
            .Select(file => Path.GetRelativePath(Repository.Root, file))
            .Where(file => !file.Split('/').Any(part => part is "bin" or "obj" or ".git")),
    ];

    [Fact]
    public void Each_reason_of_a_refusal_is_listed_with_its_status()
    {
        var refusals = Refusals.Matches(Repository.Read("src/ScreenMeet.AspNetCore/Pipeline/Refusal.cs")).Select(match =>
            $"| `{match.Groups["reason"].Value}` | {(match.Groups["status"].Success ? match.Groups["status"].Value : match.Groups["kind"].Value == "Unauthorized" ? "401" : "503")} |");

        Assert.Equal(refusals.Order(), RowsIn(AspNetCore, "## What is refused", @"^\| `\w+` \| \d+ \|").Order());
    }

    [Fact]
    public void Each_option_is_listed()
    {
        var options = typeof(ScreenMeetWebhookOptions).GetProperties().Select(property => $"| `{property.Name}` |").Order().ToArray();

        Assert.Equal(options, RowsIn(AspNetCore, "## Options", @"^\| `\w+` \|").Order());
        Assert.Equal(options, RowsIn("README.md", "## What is refused", @"^\| `\w+` \|").Order());
    }

    [Fact]
    public void Each_line_of_the_log_is_listed_with_its_id_level_name_and_text()
    {
        var lines = typeof(ScreenMeetDelivery).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Select(method => (Place: method.DeclaringType!.Name, Line: method.GetCustomAttribute<LoggerMessageAttribute>()!))
            .Where(written => written.Line is not null)
            .ToArray();

        Assert.NotEmpty(lines);
        Assert.All(lines, written => Assert.Equal("Log", written.Place));
        Assert.Equal(
            lines.OrderBy(written => written.Line.EventId).Select(written =>
                $"| {written.Line.EventId} | {(written.Line.Level == LogLevel.None ? "that of the lines" : written.Line.Level)} | `{written.Line.EventName}` | `{written.Line.Message}` |"),
            RowsIn(AspNetCore, "## Logs", @"^\| \d+ \| [\w ]+ \| `\w+` \| `[^`]+` \|"));
        Assert.Equal(lines.Length, lines.Select(written => written.Line.EventId).Distinct().Count());
        Assert.All(lines, written => Assert.InRange(written.Line.EventId, 1, 29));
    }

    [Fact]
    public void Each_property_of_an_event_is_listed()
    {
        var listed = RowsIn("src/ScreenMeet.Webhooks/README.md", "## Events", @"^\| `\w+`(, `\w+`)* \|").SelectMany(row => Names.Matches(row)).Select(match => match.Value);

        Assert.Equal(typeof(ScreenMeetEvent).GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(property => property.Name).Order(), listed.Order());
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void Each_link_leads_to_a_file_and_a_heading_that_exist(string document)
    {
        var folder = Path.GetDirectoryName(Path.Combine(Repository.Root, document))!;
        foreach (Match link in Links.Matches(Repository.Read(document)))
        {
            var file = link.Groups["file"].Value is { Length: > 0 } path ? Path.GetFullPath(path, folder) : Path.Combine(Repository.Root, document);
            Assert.True(File.Exists(file) || Directory.Exists(file), $"{link.Value} in {document} leads nowhere.");
            if (link.Groups["heading"].Success)
            {
                Assert.Contains(link.Groups["heading"].Value, Headings.Matches(File.ReadAllText(file)).Select(heading => AnchorOf(heading.Groups["text"].Value)));
            }
        }
    }

    private static IEnumerable<string> RowsIn(string readme, string heading, string pattern)
    {
        var text = Repository.Read(readme);
        var start = text.IndexOf(heading + "\n", StringComparison.Ordinal);
        var end = text.IndexOf("\n## ", start + heading.Length, StringComparison.Ordinal);
        return Regex.Matches(text[start..end], pattern, RegexOptions.Multiline).Select(match => match.Value);
    }

    // As GitHub makes it.
    private static string AnchorOf(string heading) => NotInAnchors.Replace(heading.ToLowerInvariant(), "").Replace(' ', '-');

    [GeneratedRegex(@"= (new\(StatusCodes\.Status(?<status>\d+)\w+, |(?<kind>Unauthorized|Unavailable)\()""(?<reason>\w+)""")]
    private static partial Regex Refusals { get; }

    [GeneratedRegex(@"(?<=`)\w+(?=`)")]
    private static partial Regex Names { get; }

    [GeneratedRegex(@"\]\((?!https?:)(?<file>[^)#\s]*)(#(?<heading>[^)]+))?\)")]
    private static partial Regex Links { get; }

    [GeneratedRegex("^#+ (?<text>.+)$", RegexOptions.Multiline)]
    private static partial Regex Headings { get; }

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchors { get; }
}
