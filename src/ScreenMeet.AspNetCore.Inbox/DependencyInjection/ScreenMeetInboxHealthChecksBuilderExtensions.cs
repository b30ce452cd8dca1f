using Microsoft.Extensions.Diagnostics.HealthChecks;
using ScreenMeet.AspNetCore;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds a health check of the inbox.</summary>
public static class ScreenMeetInboxHealthChecksBuilderExtensions
{
    /// <summary>
    /// Adds a health check of the inboxes of all webhooks. It is unhealthy if a database cannot be reached, does not have the tables, or does
    /// not answer in time. It is at most degraded for what events can cause: if an event is dead, or the oldest event that has not
    /// been handled was stored more than 5 minutes ago. The data of its result has the counts and the lag of each webhook.
    /// </summary>
    /// <param name="builder">The health checks.</param>
    /// <param name="name">The name of the check. Default: <c>screenmeet-inbox</c>.</param>
    /// <param name="failureStatus">The status that is reported for a database that does not work. Default: <see cref="HealthStatus.Unhealthy"/>.</param>
    /// <param name="tags">The tags of the check. Default: none.</param>
    /// <param name="timeout">How long the databases may take to answer, all together. Default: 5 seconds.</param>
    /// <returns><paramref name="builder"/>.</returns>
    public static IHealthChecksBuilder AddScreenMeetInbox(
        this IHealthChecksBuilder builder,
        string? name = null,
        HealthStatus? failureStatus = null,
        IEnumerable<string>? tags = null,
        TimeSpan? timeout = null)
    {
        ArgumentNullException.ThrowIfNull(builder);

        return builder.Add(new HealthCheckRegistration(
            name ?? "screenmeet-inbox",
            services => new InboxHealthCheck(
                services.GetService<InboxCollection>() ?? throw new InvalidOperationException(InboxMistakes.HealthCheckWithoutInbox),
                timeout ?? TimeSpan.FromSeconds(5)),
            failureStatus,
            tags));
    }
}
