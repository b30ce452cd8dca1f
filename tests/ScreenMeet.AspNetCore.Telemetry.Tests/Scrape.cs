using System.Globalization;
using System.Text.RegularExpressions;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Telemetry.Tests;

// What a Prometheus server reads from an application.
public sealed partial class Scrape
{
    public const string Path = "/metrics";

    private Scrape(string text)
    {
        Text = text;
        Types = Families.Matches(text).ToDictionary(static match => match.Groups["name"].Value, static match => match.Groups["type"].Value);
        Samples =
        [
            .. from match in Lines.Matches(text)
               select new Sample(
                   match.Groups["name"].Value,
                   Labels.Matches(match.Groups["labels"].Value).ToDictionary(static label => label.Groups["name"].Value, static label => label.Groups["value"].Value),
                   double.Parse(match.Groups["value"].Value, CultureInfo.InvariantCulture)),
        ];
    }

    public string Text { get; }

    // The type of each family of metrics.
    public IReadOnlyDictionary<string, string> Types { get; }

    public IReadOnlyList<Sample> Samples { get; }

    public static async Task<Scrape> ReadAsync(Receiver receiver)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Path);

        // As Prometheus asks.
        request.With("Accept", "application/openmetrics-text;version=1.0.0;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2");
        using var response = await receiver.SendAsync(request);
        response.EnsureSuccessStatusCode();
        return new(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public double Sum(string name, params (string Label, string Value)[] labels) =>
        Samples.Where(sample => sample.Name == name && labels.All(label => sample.Labels.GetValueOrDefault(label.Label, "") == label.Value)).Sum(static sample => sample.Value);

    [GeneratedRegex(@"^# TYPE (?<name>\w+) (?<type>\w+)$", RegexOptions.Multiline)]
    private static partial Regex Families { get; }

    [GeneratedRegex(@"^(?<name>[a-zA-Z_:]\w*)(\{(?<labels>.*)\})? (?<value>\S+)", RegexOptions.Multiline)]
    private static partial Regex Lines { get; }

    [GeneratedRegex(@"(?<name>\w+)=""(?<value>(\\.|[^""\\])*)""")]
    private static partial Regex Labels { get; }
}
