using System.Globalization;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Telemetry.Tests;

// What arrives at Prometheus through the OpenTelemetry SDK.
public sealed class ExportTests(WholeApplication application) : IClassFixture<WholeApplication>
{
    private static readonly string[] s_durations = ["0.005", "0.01", "0.025", "0.05", "0.075", "0.1", "0.25", "0.5", "0.75", "1", "2.5", "5", "7.5", "10", "+Inf"];
    private static readonly string[] s_ages = ["1", "5", "15", "60", "300", "900", "3600", "21600", "86400", "+Inf"];
    private static readonly string[] s_sizes = ["1024", "2048", "4096", "8192", "16384", "32768", "65536", "131072", "262144", "524288", "1048576", "+Inf"];

    [Theory]
    [InlineData("screenmeet_webhook_deliveries", "counter", "screenmeet_webhook_name screenmeet_webhook_result screenmeet_webhook_key")]
    [InlineData("screenmeet_webhook_events", "counter", "screenmeet_webhook_name screenmeet_event_type")]
    [InlineData("screenmeet_webhook_body_size_bytes", "histogram", "screenmeet_webhook_name le")]
    [InlineData("screenmeet_webhook_handler_duration_seconds", "histogram", "screenmeet_webhook_name error_type le")]
    [InlineData("screenmeet_webhook_event_age_seconds", "histogram", "screenmeet_webhook_name le")]
    [InlineData("screenmeet_webhook_key_provider_duration_seconds", "histogram", "screenmeet_webhook_name error_type le")]
    [InlineData("screenmeet_webhook_buffer_usage_bytes", "gauge", "screenmeet_webhook_name")]
    [InlineData("screenmeet_webhook_buffer_limit_bytes", "gauge", "screenmeet_webhook_name")]
    [InlineData("screenmeet_inbox_events", "counter", "screenmeet_webhook_name screenmeet_inbox_result")]
    [InlineData("screenmeet_inbox_event_count", "gauge", "screenmeet_webhook_name screenmeet_inbox_state")]
    [InlineData("screenmeet_inbox_lag_seconds", "gauge", "screenmeet_webhook_name")]
    public void Each_instrument_arrives_with_its_kind_and_its_tags(string family, string kind, string labels)
    {
        Assert.Equal(kind, application.Scrape.Types.GetValueOrDefault(family));
        Assert.Equal(
            labels.Split(' ').Order(),
            application.Scrape.Samples.Where(sample => sample.Name.StartsWith(family, StringComparison.Ordinal)).SelectMany(static sample => sample.Labels.Keys)
                .Where(static label => !label.StartsWith("otel_", StringComparison.Ordinal)).Distinct().Order());
    }

    [Theory]
    [InlineData("screenmeet_webhook_body_size_bytes")]
    [InlineData("screenmeet_webhook_handler_duration_seconds")]
    [InlineData("screenmeet_webhook_event_age_seconds")]
    [InlineData("screenmeet_webhook_key_provider_duration_seconds")]
    public void The_boundaries_of_each_histogram_arrive(string family)
    {
        var expected = family.Contains("size", StringComparison.Ordinal) ? s_sizes : family.Contains("age", StringComparison.Ordinal) ? s_ages : s_durations;
        var boundaries = application.Scrape.Samples.Where(sample => sample.Name == family + "_bucket").Select(static sample => sample.Labels["le"]).Distinct();

        Assert.Equal(expected.Select(Parse), boundaries.Select(Parse).Order());
    }

    [Fact]
    public void The_duration_of_requests_that_ASP_NET_Core_measures_has_the_result() => Assert.Equal(
        [("200", "accepted"), ("401", "signature_mismatch"), ("500", "accepted"), ("503", "keys_unavailable")],
        application.Scrape.Samples.Where(static sample => sample.Name == "http_server_request_duration_seconds_count" && sample.Labels.ContainsKey("screenmeet_webhook_result"))
            .Select(static sample => (sample.Labels["http_response_status_code"], sample.Labels["screenmeet_webhook_result"])).Distinct().Order());

    private static double Parse(string boundary) => boundary == "+Inf" ? double.PositiveInfinity : double.Parse(boundary, CultureInfo.InvariantCulture);
}
