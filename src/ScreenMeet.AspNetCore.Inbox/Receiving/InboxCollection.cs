using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ScreenMeet.AspNetCore;

// The inboxes of all webhooks, or of one.
internal sealed class InboxCollection : IScreenMeetInbox
{
    private readonly Inbox[] _inboxes;

    public InboxCollection(
        IEnumerable<InboxRegistration> registrations,
        IServiceScopeFactory scopeFactory,
        IOptionsMonitor<ScreenMeetInboxOptions> options,
        InboxMetrics metrics,
        TimeProvider timeProvider,
        ILogger<InboxCollection> logger)
    {
        var databases = registrations.Select(static registration => registration.ContextType).Distinct()
            .ToDictionary(static type => type, type => new InboxDatabase(type, new(type, timeProvider, logger), scopeFactory));
        _inboxes = [.. registrations.Select(registration => new Inbox(registration.WebhookName, databases[registration.ContextType], options, metrics, logger))];
    }

    private InboxCollection(Inbox inbox) => _inboxes = [inbox];

    public IReadOnlyList<Inbox> All => _inboxes;

    public Inbox Get(string webhookName) =>
        _inboxes.FirstOrDefault(inbox => inbox.WebhookName == webhookName)
        ?? throw new InvalidOperationException(InboxMistakes.InboxMissing(InboxMistakes.Webhook(webhookName)));

    public InboxCollection Only(string webhookName) => new(Get(webhookName));

    public async ValueTask<int> AddAsync(ScreenMeetDelivery delivery, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(delivery);

        return await Get(delivery.WebhookName).StoreAsync(delivery, cancellationToken);
    }

    public async ValueTask<ScreenMeetInboxStatus> GetStatusAsync(CancellationToken cancellationToken)
    {
        var total = new ScreenMeetInboxStatus();
        foreach (var inbox in _inboxes)
        {
            var (pending, retrying, dead, _, oldest) = await inbox.Database.UseAsync((dialect, context, cancellationToken) =>
                dialect.ReadStatusAsync(context, inbox.WebhookName, cancellationToken), cancellationToken);
            total = new()
            {
                Pending = Math.Min(total.Pending + pending, InboxDialect.MaxCount),
                Retrying = Math.Min(total.Retrying + retrying, InboxDialect.MaxCount),
                Dead = Math.Min(total.Dead + dead, InboxDialect.MaxCount),
                OldestPending = total.OldestPending is { } other && !(oldest < other) ? other : oldest,
            };
        }

        return total;
    }

    public async IAsyncEnumerable<ScreenMeetDeadEvent> GetDeadEventsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var inbox in _inboxes)
        {
            var after = long.MinValue;
            while (true)
            {
                var page = await inbox.Database.UseAsync((dialect, context, cancellationToken) =>
                    dialect.ReadDeadAsync(context, inbox.WebhookName, after, cancellationToken), cancellationToken);
                foreach (var dead in page)
                {
                    after = dead.Id;
                    yield return dead;
                }

                if (page.Count == 0)
                {
                    break;
                }
            }
        }
    }

    public async ValueTask<bool> RetryAsync(long id, CancellationToken cancellationToken) =>
        await FindAsync(id, cancellationToken) is { } inbox && await ReviveAsync(inbox, [id], cancellationToken) == 1;

    public async ValueTask<bool> DiscardAsync(long id, CancellationToken cancellationToken) =>
        await FindAsync(id, cancellationToken) is { } inbox
        && await inbox.Database.WriteAsync(
            (dialect, context, cancellationToken) => dialect.DiscardAsync(context, inbox.WebhookName, id, cancellationToken), cancellationToken) == 1;

    public async ValueTask<int> RetryGroupAsync(string errorGroup, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(errorGroup);

        var retried = 0;
        foreach (var inbox in _inboxes)
        {
            var before = await inbox.Database.UseAsync(static (dialect, context, cancellationToken) => dialect.ReadNowAsync(context, cancellationToken), cancellationToken);
            var after = long.MinValue;
            while (true)
            {
                var ids = await inbox.Database.UseAsync((dialect, context, cancellationToken) =>
                    dialect.FindGroupAsync(context, inbox.WebhookName, errorGroup, before, after, cancellationToken), cancellationToken);
                if (ids.Count == 0)
                {
                    break;
                }

                after = ids[^1];
                retried += await ReviveAsync(inbox, ids, cancellationToken);
            }
        }

        return retried;
    }

    public ValueTask PauseAsync(string webhookName, CancellationToken cancellationToken) => SetPausedAsync(webhookName, isPaused: true, cancellationToken);

    public ValueTask ResumeAsync(string webhookName, CancellationToken cancellationToken) => SetPausedAsync(webhookName, isPaused: false, cancellationToken);

    private async ValueTask SetPausedAsync(string webhookName, bool isPaused, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(webhookName);

        var inbox = Get(webhookName);
        await inbox.Database.WriteAsync((dialect, context, cancellationToken) => dialect.PauseAsync(context, webhookName, isPaused, cancellationToken), cancellationToken);
    }

    // Finds the inbox that has a dead event.
    private async Task<Inbox?> FindAsync(long id, CancellationToken cancellationToken)
    {
        Inbox? found = null;
        foreach (var inbox in _inboxes)
        {
            if (await inbox.Database.UseAsync((dialect, context, cancellationToken) => dialect.IsDeadAsync(context, inbox.WebhookName, id, cancellationToken), cancellationToken))
            {
                found = found is null ? inbox : throw new InvalidOperationException(InboxMistakes.IdInSeveral(id));
            }
        }

        return found;
    }

    private static async Task<int> ReviveAsync(Inbox inbox, IReadOnlyList<long> ids, CancellationToken cancellationToken)
    {
        var sessions = await inbox.Database.UseAsync((dialect, context, cancellationToken) => dialect.ReviveAsync(context, ids, cancellationToken), cancellationToken);
        if (inbox.Options.MaxConcurrency > 0)
        {
            sessions.ForEach(inbox.Queue.Add);
        }

        return sessions.Count;
    }
}
