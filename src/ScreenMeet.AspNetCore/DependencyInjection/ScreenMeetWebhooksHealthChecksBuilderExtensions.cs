using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using ScreenMeet.AspNetCore;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds a health check of ScreenMeet webhooks.</summary>
public static class ScreenMeetWebhooksHealthChecksBuilderExtensions
{
    /// <summary>
    /// Adds a health check of all webhooks. It is unhealthy if within 5 minutes the key provider failed or returned no usable key, no request
    /// got a key, and strangers cannot be the cause, which the README of the package explains. It is at most degraded for everything else: if
    /// this concerns only some requests, or URLs that strangers may have made up, if the key provider took 5 seconds or longer, if changed
    /// options are not valid, if only signatures that do not match arrived after deliveries had been accepted, and if genuine deliveries could
    /// not be read or were changed on their way. The data of its result has counts and times of each webhook.
    /// </summary>
    /// <param name="builder">The health checks.</param>
    /// <param name="name">The name of the check. Default: <c>screenmeet-webhooks</c>.</param>
    /// <param name="failureStatus">The status that is reported if no request got a key. Default: <see cref="HealthStatus.Unhealthy"/>.</param>
    /// <param name="tags">The tags of the check. Default: none.</param>
    /// <returns><paramref name="builder"/>.</returns>
    public static IHealthChecksBuilder AddScreenMeetWebhooks(
        this IHealthChecksBuilder builder, string? name = null, HealthStatus? failureStatus = null, IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(builder);

        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.TryAddSingleton<HealthObserver>();
        builder.Services.TryAddEnumerable(
            ServiceDescriptor.Singleton<ScreenMeetDeliveryObserver, HealthObserver>(static services => services.GetRequiredService<HealthObserver>()));
        return builder.Add(new HealthCheckRegistration(name ?? "screenmeet-webhooks", CreateCheck, failureStatus, tags));
    }

    private static WebhookHealthCheck CreateCheck(IServiceProvider services) => new(
        services.GetService<ScreenMeetWebhookRegistry>() ?? throw new InvalidOperationException(Mistakes.HealthCheckWithoutWebhook()),
        services.GetRequiredService<HealthObserver>(),
        services.GetRequiredService<WebhookOptionsSource>(),
        services.GetRequiredService<TimeProvider>());
}
