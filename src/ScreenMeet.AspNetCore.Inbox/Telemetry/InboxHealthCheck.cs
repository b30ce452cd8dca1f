using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ScreenMeet.AspNetCore;

// Reads the counts of all inboxes from their databases. What strangers or single events can cause is not unhealthy, because orchestrators
// restart unhealthy nodes.
internal sealed class InboxHealthCheck(InboxCollection inboxes, TimeSpan timeout) : IHealthCheck
{
    private static readonly TimeSpan s_maxLag = TimeSpan.FromMinutes(5);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var data = new Dictionary<string, object>(StringComparer.Ordinal);
        var remarks = new List<string>();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        foreach (var inbox in inboxes.All)
        {
            try
            {
                // SQLite blocks its thread while it waits for a lock, whatever the token says.
                var token = limit.Token;
                await Task.Run(() => ReadAsync(inbox, data, remarks, token), token).WaitAsync(token);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                throw;
            }
            catch (OperationCanceledException)
            {
                return new(context.Registration.FailureStatus, $"{Webhook(inbox)}: the database did not answer within {timeout}.");
            }
            catch (Exception exception)
            {
                return new(context.Registration.FailureStatus, $"{Webhook(inbox)}: the database cannot be reached, or does not have the tables of the inbox.", exception);
            }
        }

        return remarks.Count == 0 ? HealthCheckResult.Healthy(data: data) : HealthCheckResult.Degraded(string.Join(' ', remarks), data: data);
    }

    private static async Task ReadAsync(Inbox inbox, Dictionary<string, object> data, List<string> remarks, CancellationToken cancellationToken)
    {
        if (!inbox.Database.Availability.MayTry())
        {
            throw new InboxUnavailableException("The database of the inbox was unavailable within the last second.");
        }

        var (counts, isPaused) = await inbox.Database.UseAsync(
            async (dialect, context, cancellationToken) => (
                await dialect.ReadStatusAsync(context, inbox.WebhookName, cancellationToken),
                (await dialect.ReadWebhookAsync(context, inbox.WebhookName, cancellationToken)).IsPaused),
            cancellationToken);
        inbox.Database.Availability.Report(failure: null, isTableMissing: false);

        var lag = TimeSpan.FromSeconds(counts.Lag ?? 0);
        var prefix = inbox.WebhookName.Length == 0 ? "" : $"{inbox.WebhookName}.";
        data[$"{prefix}pending"] = counts.Pending;
        data[$"{prefix}retrying"] = counts.Retrying;
        data[$"{prefix}dead"] = counts.Dead;
        data[$"{prefix}lag"] = lag;
        data[$"{prefix}paused"] = isPaused;
        if (counts.Dead > 0)
        {
            remarks.Add($"{Webhook(inbox)}: events are dead ({counts.Dead}).");
        }

        if (lag > s_maxLag)
        {
            remarks.Add($"{Webhook(inbox)}: the oldest event was stored {lag:d\\.hh\\:mm\\:ss} ago{(isPaused ? ", and its handling is paused" : "")}.");
        }
    }

    private static string Webhook(Inbox inbox) => InboxMistakes.Webhook(inbox.WebhookName);
}
