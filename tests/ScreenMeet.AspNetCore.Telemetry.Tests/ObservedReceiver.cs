using OpenTelemetry.Metrics;
using ScreenMeet.AspNetCore.Telemetry.Tests.Readme;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Telemetry.Tests;

// An application that is wired to OpenTelemetry as the README says, and that a Prometheus server can scrape.
internal static class ObservedReceiver
{
    public static Task<Receiver> StartAsync(Action<WebApplicationBuilder> services, Action<WebApplication> pipeline) => Receiver.StartAsync(
        services: builder =>
        {
            OpenTelemetrySnippet.Add(builder);
            builder.Services.AddOpenTelemetry().WithMetrics(static metrics => metrics
                .AddMeter("Microsoft.AspNetCore.Hosting")
                .AddPrometheusExporter(static exporter => exporter.ScrapeResponseCacheDurationMilliseconds = 0));
            services(builder);
        },
        pipeline: app =>
        {
            app.UseRouting();
            app.UseScreenMeetWebhooks();
            pipeline(app);
            app.MapPrometheusScrapingEndpoint(Scrape.Path);
        });
}
