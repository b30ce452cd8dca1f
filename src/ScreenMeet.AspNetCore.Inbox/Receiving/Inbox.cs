using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ScreenMeet.AspNetCore;

// The inbox of one webhook.
internal sealed class Inbox(
    string webhookName, InboxDatabase database, IOptionsMonitor<ScreenMeetInboxOptions> options, InboxMetrics metrics, ILogger logger)
{
    private const int MaxTries = 5;

    public string WebhookName => webhookName;

    public InboxDatabase Database => database;

    public ScreenMeetInboxOptions Options => options.Get(webhookName);

    // The sessions that this node will look at.
    public SessionQueue Queue { get; } = new();

    public InboxProgress Progress { get; } = new();

    // Waits until no event is due, or the webhook is paused.
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            // Before the database is asked, so that nothing that happens meanwhile is missed.
            var progress = Progress.WaitForNextAsync();
            if (!await database.UseAsync(HasDueAsync, cancellationToken))
            {
                return;
            }

            // Another node may be the one that handles.
            await Task.WhenAny(progress, Task.Delay(Options.PollingInterval, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private async Task<bool> HasDueAsync(InboxDialect dialect, DbContext context, CancellationToken cancellationToken)
    {
        if ((await dialect.ReadWebhookAsync(context, webhookName, cancellationToken)).IsPaused)
        {
            return false;
        }

        long? after = long.MinValue;
        while (after is { } next)
        {
            (var due, after) = await dialect.FindDueAsync(context, webhookName, next, cancellationToken);
            if (due.Count > 0)
            {
                return true;
            }
        }

        return false;
    }

    // Stores a delivery, and returns how many of its events were new.
    public async Task<int> StoreAsync(ScreenMeetDelivery delivery, CancellationToken cancellationToken)
    {
        var rows = DeliveryToStore.Create(delivery);
        var sessions = rows.Events.Length == 0 ? [] : await StoreAsync(rows, cancellationToken);
        if (Options.MaxConcurrency > 0)
        {
            foreach (var session in sessions)
            {
                Queue.Add(session);
            }
        }

        metrics.Duplicates(webhookName, delivery.Count - sessions.Count);
        Log.Stored(logger, InboxMistakes.Webhook(webhookName), sessions.Count, delivery.Count);
        return sessions.Count;
    }

    // A conflict with another transaction is resolved by trying again. So is a connection of the pool that turns out to be broken, as after
    // a restart of the database. If it was only the answer that was lost, the keys are known by now, and no event is stored twice.
    private async Task<IReadOnlyCollection<long>> StoreAsync(DeliveryToStore rows, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            if (!database.Availability.MayTry())
            {
                throw new InboxUnavailableException("The database of the inbox was unavailable within the last second. Nothing of the delivery was stored.");
            }

            try
            {
                var sessions = await database.UseAsync(
                    (dialect, context, cancellationToken) => dialect.StoreAsync(context, rows, cancellationToken), cancellationToken);
                database.Availability.Report(failure: null, isTableMissing: false);
                return sessions;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                throw;
            }
            catch (DbException exception) when (tries < MaxTries && exception.IsTransient && !database.Availability.IsUnavailable)
            {
                await Task.Delay(Random.Shared.Next(5, 50) * tries, cancellationToken);
            }
            catch (Exception exception)
            {
                if (!database.Availability.IsUnavailable)
                {
                    Log.NotStored(logger, InboxMistakes.Webhook(webhookName), exception.GetType());
                }

                throw new InboxUnavailableException("The delivery could not be stored in the database of the inbox, and nothing of it was.", exception);
            }
        }
    }
}
