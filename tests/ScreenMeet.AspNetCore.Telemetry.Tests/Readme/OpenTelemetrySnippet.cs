namespace ScreenMeet.AspNetCore.Telemetry.Tests.Readme;

internal static class OpenTelemetrySnippet
{
    public static void Add(WebApplicationBuilder builder)
    {
        builder.Services.AddOpenTelemetry()
            .WithMetrics(metrics => metrics.AddMeter("ScreenMeet.AspNetCore*"))
            .WithTracing(tracing => tracing.AddSource("ScreenMeet.AspNetCore*"));
    }
}
