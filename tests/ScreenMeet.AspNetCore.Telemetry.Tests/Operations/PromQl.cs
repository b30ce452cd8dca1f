using System.Text.RegularExpressions;

namespace ScreenMeet.AspNetCore.Telemetry.Tests.Operations;

// The names in one expression of PromQL.
internal sealed partial class PromQl
{
    public PromQl(string expression)
    {
        Selectors =
        [
            .. from selector in Selector.Matches(expression)
               from matcher in Matcher.Matches(selector.Groups["matchers"].Value)
               select (selector.Groups["metric"].Value, matcher.Groups["label"].Value, matcher.Groups["operator"].Value, matcher.Groups["value"].Value),
        ];
        GroupingLabels = [.. Grouping.Matches(expression).SelectMany(static grouping => grouping.Groups["labels"].Value.Split(',', StringSplitOptions.TrimEntries)).Distinct()];
        Metrics = [.. Metric.Matches(Grouping.Replace(Matchers.Replace(expression, ""), "")).Select(static metric => metric.Value).Distinct()];
    }

    public IReadOnlyList<string> Metrics { get; }

    public IReadOnlyList<string> GroupingLabels { get; }

    public IReadOnlyList<(string Metric, string Label, string Operator, string Value)> Selectors { get; }

    [GeneratedRegex(@"(?<metric>[a-z_:][\w:]*)\{(?<matchers>[^}]*)\}")]
    private static partial Regex Selector { get; }

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Matchers { get; }

    [GeneratedRegex(@"(?<label>\w+)\s*(?<operator>=~|!~|!=|=)\s*""(?<value>[^""]*)""")]
    private static partial Regex Matcher { get; }

    [GeneratedRegex(@"\b(by|on|ignoring|without)\s*\((?<labels>[^)]*)\)")]
    private static partial Regex Grouping { get; }

    // Functions have no underscore before a prefix of ours.
    [GeneratedRegex(@"\b(screenmeet|http)[_:][\w:]+")]
    private static partial Regex Metric { get; }
}
