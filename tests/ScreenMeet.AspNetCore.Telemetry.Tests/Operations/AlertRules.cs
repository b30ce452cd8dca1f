using System.Text.RegularExpressions;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Telemetry.Tests.Operations;

internal static partial class AlertRules
{
    public const string File = "src/ScreenMeet.AspNetCore/operations/screenmeet.rules.yml";

    // The name, the expression and the annotations of each rule.
    public static IReadOnlyList<(string Kind, string Name, string Expression, string Annotations)> All { get; } =
    [
        .. from rule in Rule.Matches(Repository.Read(File))
           select (rule.Groups["kind"].Value, rule.Groups["name"].Value, rule.Groups["expr"].Value, rule.Groups["rest"].Value),
    ];

    public static string[] Alerts => [.. All.Where(static rule => rule.Kind == "alert").Select(static rule => rule.Name)];

    // The metrics of applications behind a metric, which can be a record.
    public static IEnumerable<string> SourcesOf(string metric) =>
        All.Where(rule => rule.Kind == "record" && rule.Name == metric).Select(static rule => new PromQl(rule.Expression).Metrics.SelectMany(SourcesOf)).FirstOrDefault() ?? [metric];

    [GeneratedRegex(@"^ {6}- (?<kind>alert|record): (?<name>\S+)\n {8}expr: (?<expr>.*\n(?: {10}.*\n)*)(?<rest>(?: {8}.*\n)*)", RegexOptions.Multiline)]
    private static partial Regex Rule { get; }
}
