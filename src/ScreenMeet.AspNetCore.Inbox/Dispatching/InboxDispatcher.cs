using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ScreenMeet.AspNetCore;

// Handles the events of one webhook's inbox on this node: lanes that run sessions, a poll that finds sessions which are due, a purge, and
// samples for the metrics. None of them ends before the application does.
internal sealed class InboxDispatcher(
    Inbox inbox,
    int concurrency,
    ScreenMeetEventDispatcher eventDispatcher,
    InboxMetrics metrics,
    TimeProvider timeProvider,
    IServiceScopeFactory scopeFactory,
    ILogger logger) : IDisposable, IAsyncDisposable
{
    private const int MaxDelayedLooks = 10_000;

    private static readonly TimeSpan s_longestDispose = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_purgeInterval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_sampleInterval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_longestDelayedLook = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_betweenLines = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _aborting = new();
    private readonly string _webhook = InboxMistakes.Webhook(inbox.WebhookName);
    private readonly Lock _failureLock = new();

    private Task _running = Task.CompletedTask;
    private SessionRunner? _runner;
    private FileStream? _dispatchLock;
    private long? _lastFailure;
    private int _delayedLooks;

    // The application may be started within an activity or a scope of the log, which would go on for ever.
    public void Start()
    {
        using (ExecutionContext.SuppressFlow())
        {
            _running = Task.Run(RunAsync);
        }
    }

    // Begins no further event.
    public void Stop() => _stopping.Cancel();

    // Waits for the handlers, and cancels their tokens when the given one is cancelled.
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        await using (cancellationToken.Register(_aborting.Cancel))
        {
            await _running;
        }

        if (_runner?.Interrupted is > 0 and var count)
        {
            Log.Interrupted(logger, _webhook, count);
        }
    }

    // The application may be disposed without being stopped, for example in tests.
    public async ValueTask DisposeAsync()
    {
        Abort();
        await Task.WhenAny(_running, Task.Delay(s_longestDispose, CancellationToken.None));
        _dispatchLock?.Dispose();
    }

    public void Dispose()
    {
        Abort();
        _dispatchLock?.Dispose();
    }

    private void Abort()
    {
        Stop();
        _aborting.Cancel();
    }

    private async Task RunAsync()
    {
        await GoOnAsync(BeginAsync);
        if (_runner is { } runner)
        {
            var lanes = Enumerable.Range(0, concurrency).Select(_ => GoOnAsync(() => RunLaneAsync(runner)));
            await Task.WhenAll([GoOnAsync(PollAsync), GoOnAsync(PurgeAsync), GoOnAsync(SampleAsync), .. lanes]);
        }

        metrics.Forget(inbox.WebhookName);
    }

    // Runs a worker until it ends or the application stops. An exception of any kind, even a logger's, costs a pause and not the worker.
    private async Task GoOnAsync(Func<Task> worker)
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await worker();
                return;
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
            }
            catch (Exception exception)
            {
                ReportFailure(exception);
                await Task.WhenAny(DelayAsync(s_pause));
            }
        }
    }

    // Waits for the database, tells the other nodes what this one handles and, with SQLite, waits until this process is the one that
    // dispatches.
    private async Task BeginAsync()
    {
        var handledTypes = new HandledTypes(eventDispatcher.GetEventTypes(inbox.WebhookName));
        await AnnounceAsync(handledTypes);
        var isStandby = false;
        while (true)
        {
            if (await TryBeginAsync() is { } lastId)
            {
                _runner = new(inbox, handledTypes, lastId, eventDispatcher, metrics, timeProvider, scopeFactory, logger, _stopping.Token, _aborting.Token);
                Log.Started(logger, _webhook, concurrency);
                return;
            }

            if (!isStandby)
            {
                isStandby = true;
                Log.Standby(logger, _webhook);
            }

            await DelayAsync(inbox.Options.PollingInterval);
        }
    }

    private Task<bool> AnnounceAsync(HandledTypes handledTypes) => UseAsync(
        async (dialect, context, cancellationToken) =>
        {
            var (_, before, version) = await dialect.ReadWebhookAsync(context, inbox.WebhookName, cancellationToken);
            if (version > 0 && before != handledTypes.Text)
            {
                Log.HandlersChanged(logger, _webhook, before ?? "every type");
            }

            await dialect.WriteAsync(
                context, (context, cancellationToken) => dialect.AnnounceAsync(context, inbox.WebhookName, handledTypes.Text, cancellationToken), cancellationToken);
            return true;
        });

    // Returns the id of the last event that is there already, or null if another process dispatches.
    private Task<long?> TryBeginAsync() => UseAsync<long?>(
        async (dialect, context, cancellationToken) =>
        {
            if (dialect is SqliteDialect && _dispatchLock is null)
            {
                (_dispatchLock, var isTaken) = await SqliteDispatchLock.TryTakeAsync(context, inbox.WebhookName, cancellationToken);
                if (!isTaken)
                {
                    return null;
                }
            }

            return await dialect.ReadLastIdAsync(context, cancellationToken);
        });

    private async Task RunLaneAsync(SessionRunner runner)
    {
        while (!_stopping.IsCancellationRequested)
        {
            var outcome = SessionOutcome.Done;
            long? session = null;
            try
            {
                session = await inbox.Queue.TakeAsync(_stopping.Token);
                outcome = await runner.RunAsync(session.Value);
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
            }
            catch (Exception exception)
            {
                ReportFailure(exception);
                outcome = SessionOutcome.Later;
            }

            if (session is { } taken)
            {
                inbox.Queue.Return(taken, again: outcome.NextLook == TimeSpan.Zero);
                inbox.Progress.Report();
                if (outcome.NextLook is { } delay && delay > TimeSpan.Zero && delay <= s_longestDelayedLook)
                {
                    LookLater(taken, delay);
                }
            }
        }
    }

    // Saves a session that is due soon the wait for the next poll. What does not fit is left to that.
    private void LookLater(long session, TimeSpan delay)
    {
        if (Interlocked.Increment(ref _delayedLooks) > MaxDelayedLooks)
        {
            Interlocked.Decrement(ref _delayedLooks);
            return;
        }

        _ = LookAsync();

        async Task LookAsync()
        {
            try
            {
                await Task.Delay(delay + TimeSpan.FromMilliseconds(5), timeProvider, _stopping.Token);
                inbox.Queue.Add(session);
            }
            catch (OperationCanceledException)
            {
            }
            finally
            {
                Interlocked.Decrement(ref _delayedLooks);
            }
        }
    }

    private async Task PollAsync()
    {
        var after = long.MinValue;
        while (true)
        {
            if (inbox.Queue.IsShort)
            {
                var (due, goOnAfter) = await UseAsync((dialect, context, cancellationToken) => dialect.FindDueAsync(context, inbox.WebhookName, after, cancellationToken));
                due.ForEach(inbox.Queue.Add);
                after = goOnAfter ?? long.MinValue;
                if (goOnAfter is not null && due.Count > 0)
                {
                    // There may be more, so it looks again when the lanes have taken these.
                    await DelayAsync(TimeSpan.FromMilliseconds(50));
                    continue;
                }
            }

            await DelayAsync(inbox.Options.PollingInterval);
        }
    }

    private async Task PurgeAsync()
    {
        while (true)
        {
            await DelayAsync(s_purgeInterval);
            while (await PurgeBatchAsync())
            {
                await DelayAsync(TimeSpan.FromMilliseconds(100));
            }
        }
    }

    // True if there may be more.
    private Task<bool> PurgeBatchAsync() => UseAsync(async (dialect, context, cancellationToken) =>
    {
        var options = inbox.Options;
        var hasMore = false;
        await dialect.WriteAsync(
            context,
            async (context, cancellationToken) =>
                hasMore = await dialect.PurgeAsync(context, inbox.WebhookName, options.KeyRetention, options.DeadRetention, cancellationToken),
            cancellationToken);
        return hasMore;
    });

    private async Task SampleAsync()
    {
        while (true)
        {
            if (metrics.NeedsSamples)
            {
                var (pending, retrying, dead, lag, _) = await UseAsync(
                    (dialect, context, cancellationToken) => dialect.ReadStatusAsync(context, inbox.WebhookName, cancellationToken));
                metrics.Sampled(inbox.WebhookName, pending, retrying, dead, lag ?? 0);
            }

            await DelayAsync(s_sampleInterval);
        }
    }

    // Uses the database when it may be tried.
    private async Task<T> UseAsync<T>(Func<InboxDialect, DbContext, CancellationToken, Task<T>> use)
    {
        await inbox.Database.Availability.WaitAsync(_stopping.Token);
        var result = await inbox.Database.UseAsync(use, _stopping.Token);
        inbox.Database.Availability.Report(failure: null, isTableMissing: false);
        return result;
    }

    // The database's failures have lines of their own.
    private void ReportFailure(Exception exception)
    {
        lock (_failureLock)
        {
            if (inbox.Database.Availability.IsUnavailable || (_lastFailure is { } last && timeProvider.GetElapsedTime(last) < s_betweenLines))
            {
                return;
            }

            _lastFailure = timeProvider.GetTimestamp();
        }

        try
        {
            Log.Failed(logger, exception, _webhook);
        }
        catch (Exception)
        {
            // It may be the logger that failed in the first place.
        }
    }

    // Up to a fifth less or more, so that nodes that were started together do not stay in step.
    private Task DelayAsync(TimeSpan delay) => Task.Delay(delay * (0.8 + (Random.Shared.NextDouble() * 0.4)), timeProvider, _stopping.Token);
}
