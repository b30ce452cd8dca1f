using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ScreenMeet.AspNetCore;

// Reports on all webhooks. Orchestrators restart unhealthy nodes, so nothing that strangers can cause is unhealthy.
internal sealed class WebhookHealthCheck(
    ScreenMeetWebhookRegistry registry, HealthObserver observer, WebhookOptionsSource optionsSource, TimeProvider timeProvider) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var data = new Dictionary<string, object>(StringComparer.Ordinal);
        var status = HealthStatus.Healthy;
        var sentences = new List<string>();
        foreach (var name in registry.Names)
        {
            var health = observer.Of(name);
            var hasPreviousOptions = optionsSource.HasPreviousInForce(name);
            AddData(data, name.Length == 0 ? "" : $"{name}.", health, hasPreviousOptions);
            foreach (var remark in FindRemarks(health, hasPreviousOptions))
            {
                sentences.Add($"{Mistakes.Capitalize(Mistakes.Webhook(name))}: {remark.Text}");
                status = Worse(status, remark.IsFailure ? context.Registration.FailureStatus : HealthStatus.Degraded);
            }
        }

        return Task.FromResult(new HealthCheckResult(status, sentences.Count == 0 ? null : string.Join(' ', sentences), data: data));
    }

    private static void AddData(Dictionary<string, object> data, string prefix, WebhookHealth health, bool hasPreviousOptions)
    {
        foreach (var (name, tally) in health.Tallies)
        {
            data[$"{prefix}{name}"] = tally.Count;
            if (tally.Last is { } last)
            {
                data[$"{prefix}{name}.last"] = last;
            }
        }

        data[$"{prefix}refused"] = health.Refused;
        data[$"{prefix}previous_options"] = hasPreviousOptions;
    }

    private IEnumerable<HealthRemark> FindRemarks(WebhookHealth health, bool hasPreviousOptions) =>
        hasPreviousOptions
            ? [new("Its changed options are not valid, so the previous options stay in use. The log says why."), .. health.FindRemarks(timeProvider.GetUtcNow())]
            : health.FindRemarks(timeProvider.GetUtcNow());

    // The statuses are in order, from unhealthy to healthy.
    private static HealthStatus Worse(HealthStatus one, HealthStatus other) => one < other ? one : other;
}
