using Microsoft.AspNetCore.Diagnostics.HealthChecks;

namespace ScreenMeet.AspNetCore.Tests.Readme;

internal static class HealthSnippet
{
    public static void Add(WebApplicationBuilder builder)
    {
        builder.Services.AddHealthChecks().AddScreenMeetWebhooks(tags: ["ready"]);
    }

    public static void Map(WebApplication app)
    {
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false });
        app.MapHealthChecks("/health/ready", new HealthCheckOptions { Predicate = check => check.Tags.Contains("ready") });
    }
}
