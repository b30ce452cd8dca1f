using System.Text.Json;
using System.Text.RegularExpressions;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Telemetry.Tests.Operations;

// Every name in the dashboard and in the alert rules is one that an application exports.
public sealed partial class OperationsTests(WholeApplication application) : IClassFixture<WholeApplication>
{
    private const string Dashboard = "src/ScreenMeet.AspNetCore/operations/screenmeet.dashboard.json";
    private const string RuleTests = "tests/ScreenMeet.AspNetCore.Telemetry.Tests/Operations/screenmeet.rules.test.yml";

    // Prometheus itself adds them.
    private static readonly string[] s_labelsOfTargets = ["job", "instance"];

    public static TheoryData<string, string> Expressions =>
    [
        .. AlertRules.All.Select(static rule => new TheoryDataRow<string, string>(rule.Name, rule.Expression)),
        .. Targets().Select(static target => new TheoryDataRow<string, string>(target.Panel, target.Expression)),
    ];

    public static TheoryData<string> Alerts => [.. AlertRules.Alerts];

    [Theory]
    [MemberData(nameof(Expressions))]
    public void Each_metric_label_and_value_of_an_expression_is_exported(string where, string expression)
    {
        Assert.NotEmpty(where);
        var names = new PromQl(expression);

        Assert.NotEmpty(names.Metrics);
        Assert.All(names.Metrics.SelectMany(AlertRules.SourcesOf), metric => Assert.True(application.Scrape.Samples.Any(sample => sample.Name == metric), $"Nothing exports {metric}."));
        Assert.All(names.GroupingLabels, label => Assert.True(IsExported([.. names.Metrics.SelectMany(AlertRules.SourcesOf)], label), $"No metric has the label {label}."));
        Assert.All(names.Selectors, selector =>
        {
            string[] metrics = [.. AlertRules.SourcesOf(selector.Metric)];
            Assert.True(IsExported(metrics, selector.Label), $"{selector.Metric} has no label {selector.Label}.");
            if (selector.Operator == "=")
            {
                Assert.Contains(selector.Value, ValuesOf(metrics, selector.Label));
            }
            else if (!selector.Value.StartsWith('$') && selector.Value.Length > 0)
            {
                Assert.Contains(ValuesOf(metrics, selector.Label), value => Regex.IsMatch(value, $"^({selector.Value})$"));
            }
        });

        bool IsExported(string[] metrics, string label) => s_labelsOfTargets.Contains(label) || ValuesOf(metrics, label).Any();

        IEnumerable<string> ValuesOf(string[] metrics, string label) =>
            application.Scrape.Samples.Where(sample => metrics.Contains(sample.Name)).Select(sample => sample.Labels.GetValueOrDefault(label)).OfType<string>();
    }

    [Fact]
    public void Each_label_in_a_legend_or_a_message_is_one_of_its_expression()
    {
        var texts = AlertRules.All.Where(static rule => rule.Kind == "alert").Select(static rule => (Text: rule.Annotations, rule.Expression))
            .Concat(Targets().Select(static target => (Text: target.Legend, target.Expression)));

        Assert.All(texts, static text =>
        {
            // A record has the labels that it groups by.
            var names = new PromQl(text.Expression);
            var labels = names.GroupingLabels
                .Concat(AlertRules.All.Where(rule => rule.Kind == "record" && names.Metrics.Contains(rule.Name)).SelectMany(static rule => new PromQl(rule.Expression).GroupingLabels));
            Assert.Empty(LabelsInText.Matches(text.Text).Select(static match => match.Groups["label"].Value).Except(labels));
        });
    }

    [Fact]
    public void Each_instrument_has_a_panel()
    {
        var shown = Targets().SelectMany(static target => new PromQl(target.Expression).Metrics).Select(static metric => SuffixOfSeries.Replace(metric, "")).ToArray();
        var exported = application.Scrape.Types.Keys.Where(static family => family.StartsWith("screenmeet_", StringComparison.Ordinal)).Select(static family => SuffixOfSeries.Replace(family, ""));

        Assert.Empty(exported.Except(shown));
    }

    [Fact]
    public void The_variables_of_the_dashboard_are_labels_of_an_exported_metric()
    {
        using var dashboard = JsonDocument.Parse(Repository.Read(Dashboard));
        var queries = dashboard.RootElement.GetProperty("templating").GetProperty("list").EnumerateArray()
            .Where(static variable => variable.GetProperty("type").GetString() == "query")
            .Select(static variable => LabelValues.Match(variable.GetProperty("query").GetProperty("query").GetString()!)).ToArray();

        Assert.Equal(["job", "screenmeet_webhook_name"], queries.Select(static query => query.Groups["label"].Value));
        Assert.All(queries, query => Assert.Contains(application.Scrape.Samples, sample => sample.Name == query.Groups["metric"].Value));
    }

    [Fact]
    public async Task Promtool_finds_no_mistake_in_the_rules()
    {
        Commands.Require("promtool");

        var output = await Commands.RunAsync("promtool", "check", "rules", "--lint=all", "--lint-fatal", Path.Combine(Repository.Root, AlertRules.File));

        Assert.Contains($"SUCCESS: {AlertRules.All.Count} rules found", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_alert_fires_for_its_cause_alone()
    {
        Commands.Require("promtool");

        Assert.Contains("SUCCESS", await Commands.RunAsync("promtool", "test", "rules", Path.Combine(Repository.Root, RuleTests)), StringComparison.Ordinal);
    }

    // In the first test of the file, none fires.
    [Theory]
    [MemberData(nameof(Alerts))]
    public void Each_alert_has_a_test_in_which_it_fires(string alert) =>
        Assert.Contains($"""alertname="{alert}""", Repository.Read(RuleTests), StringComparison.Ordinal);

    private static IEnumerable<(string Panel, string Expression, string Legend)> Targets()
    {
        using var dashboard = JsonDocument.Parse(Repository.Read(Dashboard));
        return
        [
            .. from panel in dashboard.RootElement.GetProperty("panels").EnumerateArray()
               where panel.TryGetProperty("targets", out _)
               from target in panel.GetProperty("targets").EnumerateArray()
               select (panel.GetProperty("title").GetString()!, target.GetProperty("expr").GetString()!, target.GetProperty("legendFormat").GetString()!),
        ];
    }

    [GeneratedRegex(@"\$labels\.(?<label>\w+)|\{\{(?<label>\w+)\}\}")]
    private static partial Regex LabelsInText { get; }

    [GeneratedRegex("_(total|count|sum|bucket)$")]
    private static partial Regex SuffixOfSeries { get; }

    [GeneratedRegex(@"^label_values\((?<metric>\w+)(\{.*\})?, (?<label>\w+)\)$")]
    private static partial Regex LabelValues { get; }
}
