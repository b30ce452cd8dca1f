using System.Globalization;
using System.Text;
using ScreenMeet.AspNetCore.Telemetry.Tests.Operations;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Telemetry.Tests.Scenarios;

// Lets promtool evaluate the alert rules over what an application has exported: at its start, after an hour of usual operation, and after
// a quarter of an hour with a fault. The counters grow evenly in between.
internal static class AlertSimulation
{
    private const int UsualMinutes = 60;
    private const int FaultyMinutes = 15;

    public static async Task AssertFiringAsync(Scrape start, Scrape usual, Scrape faulty, params string[] alerts)
    {
        var test = new StringBuilder($"""
            rule_files: ['{Path.Combine(Repository.Root, AlertRules.File)}']
            evaluation_interval: 1m
            tests:
              - interval: 1m
                input_series:

            """);
        foreach (var sample in faulty.Samples.Where(static sample => sample.Name.StartsWith("screenmeet_", StringComparison.Ordinal)))
        {
            test.Append(CultureInfo.InvariantCulture, $"      - series: '{SeriesOf(sample)}'\n        values: '{ValuesOf(sample, start, usual)}'\n");
        }

        test.Append(CultureInfo.InvariantCulture, $"    promql_expr_test:\n      - expr: count by (alertname) (ALERTS{{alertstate=\"firing\"}})\n        eval_time: {UsualMinutes + FaultyMinutes}m\n        exp_samples:\n");
        foreach (var alert in alerts)
        {
            test.Append(CultureInfo.InvariantCulture, $"          - labels: '{{alertname=\"{alert}\"}}'\n            value: 1\n");
        }

        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, test.ToString(), TestContext.Current.CancellationToken);
            await Commands.RunAsync("promtool", "test", "rules", file);
        }
        finally
        {
            File.Delete(file);
        }
    }

    // With the labels that Prometheus adds.
    private static string SeriesOf(Sample sample)
    {
        var labels = sample.Labels.Append(new("job", "app")).Append(new("instance", "node")).OrderBy(static label => label.Key, StringComparer.Ordinal);
        return $"{sample.Name}{{{string.Join(',', labels.Select(static label => $"{label.Key}=\"{label.Value}\""))}}}";
    }

    private static string ValuesOf(Sample sample, Scrape start, Scrape usual)
    {
        var middle = ValueIn(usual);
        return sample.Name.StartsWith("screenmeet_webhook_buffer", StringComparison.Ordinal)
            ? $"{middle ?? sample.Value}x{UsualMinutes + FaultyMinutes}"
            : $"{Grow(ValueIn(start), middle, UsualMinutes)} {Grow(middle, sample.Value, FaultyMinutes)}";

        double? ValueIn(Scrape scrape)
        {
            var found = scrape.Samples.Where(other => other.Name == sample.Name && SeriesOf(other) == SeriesOf(sample)).ToArray();
            return found.Length == 0 ? null : found[0].Value;
        }
    }

    private static string Grow(double? from, double? to, int minutes) => to is { } last
        ? string.Create(CultureInfo.InvariantCulture, $"{from ?? 0:0.######}+{(last - (from ?? 0)) / minutes:0.######}x{minutes - 1}")
        : $"_x{minutes}";
}
