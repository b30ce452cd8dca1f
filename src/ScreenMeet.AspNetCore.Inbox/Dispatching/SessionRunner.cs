using System.Data.Common;
using System.Diagnostics;
using System.Transactions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ScreenMeet.Webhooks;

namespace ScreenMeet.AspNetCore;

// Looks at one session: claims it, hands its oldest events to their handlers, and commits.
internal sealed class SessionRunner(
    Inbox inbox,
    HandledTypes handledTypes,
    long lastIdAtStart,
    ScreenMeetEventDispatcher dispatcher,
    InboxMetrics metrics,
    TimeProvider timeProvider,
    IServiceScopeFactory scopeFactory,
    ILogger logger,
    CancellationToken stopping,
    CancellationToken aborting)
{
    // A batch ends after this time, so that its transaction is short, and other sessions have their turn.
    private static readonly TimeSpan s_batchTime = TimeSpan.FromMilliseconds(20);

    // How long a handler may go on after its token was cancelled.
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(2);

    // An event that was being handled when the process ended is dead only if the process has ended again while it was handled alone.
    private const int AttemptsOfSuspects = 2;

    // Events that may have ended the process are handled one at a time, so that only the one that does it is counted.
    private int _suspects;

    // Sessions whose last batch could not be committed. Their next batch has one event, so that the one that does it is found.
    private readonly HashSet<long> _oneByOne = [];

    private readonly string _webhook = InboxMistakes.Webhook(inbox.WebhookName);

    private bool _hasWarnedOfNewer;
    private int _interrupted;

    public int Interrupted => _interrupted;

    public async Task<SessionOutcome> RunAsync(long session)
    {
        await inbox.Database.Availability.WaitAsync(stopping);

        using var outsideOfTransactions = new TransactionScope(TransactionScopeOption.Suppress, TransactionScopeAsyncFlowOption.Enabled);
        var scope = scopeFactory.CreateAsyncScope();
        Run? run = null;
        try
        {
            var context = inbox.Database.GetContext(scope.ServiceProvider);
            return await InboxDatabase.OnceAsync(context, async () =>
            {
                var dialect = await inbox.Database.OpenAsync(context, stopping);
                var options = inbox.Options;
                var batch = dialect.CreateBatch(context, inbox.WebhookName, options.HandlerTimeout);
                run = new() { Session = session, Services = scope.ServiceProvider, Context = context, Dialect = dialect, Options = options, Batch = batch };
                return await RunAsync(run);
            });
        }
        finally
        {
            if (run?.Abandoned is { } handling)
            {
                // The handlers still use the context.
                _ = handling.ContinueWith(_ => EndAsync(scope, run), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            }
            else
            {
                await EndAsync(scope, run);
            }
        }
    }

    // A transaction that is broken may throw when it is disposed. Its connection is closed with the scope.
    private static async Task EndAsync(AsyncServiceScope scope, Run? run)
    {
        try
        {
            await (run?.Batch.DisposeAsync() ?? default);
        }
        catch (Exception)
        {
        }

        await scope.DisposeAsync();
    }

    private async Task<SessionOutcome> RunAsync(Run run)
    {
        var claim = await ClaimAsync(run);
        if (claim is null)
        {
            return SessionOutcome.Soon;
        }

        if (claim.IsPaused)
        {
            return SessionOutcome.Done;
        }

        var outcome = await HandleAsync(run, claim);
        if (run.Abandoned is not null || run.IsBroken)
        {
            return outcome;
        }

        if (await TryCommitAsync(run) is { } failed)
        {
            return failed;
        }

        Report(run);
        return outcome;
    }

    private async Task<Claim?> ClaimAsync(Run run)
    {
        try
        {
            var claim = await run.Batch.ClaimAsync(run.Session, stopping);
            inbox.Database.Availability.Report(failure: null, isTableMissing: false);
            if (claim is { Events.Count: > 0 } && claim.Version != handledTypes.Version)
            {
                var (_, eventTypes, version) = await run.Dialect.ReadWebhookAsync(run.Context, inbox.WebhookName, stopping);
                handledTypes.Update(eventTypes, version);
            }

            return claim;
        }
        catch (DbException exception)
        {
            await inbox.Database.ReportAsync(run.Dialect, run.Context, exception);
            throw;
        }
    }

    private async Task<SessionOutcome> HandleAsync(Run run, Claim claim)
    {
        var started = timeProvider.GetTimestamp();
        var maxEvents = IsOneByOne(run.Session) ? 1 : claim.Events.Count;
        foreach (var claimed in claim.Events.Take(maxEvents))
        {
            if (!claimed.IsDue)
            {
                return SessionOutcome.Done;
            }

            if (stopping.IsCancellationRequested)
            {
                return SessionOutcome.Done;
            }

            var screenMeetEvent = ScreenMeetEventParser.ParseEvent(claimed.Json);
            if (handledTypes.AreForNewer(screenMeetEvent.Type))
            {
                WarnOfNewer();
                return SessionOutcome.Done;
            }

            run.Current = claimed;
            run.Attempt = claimed.Attempts + 1;
            if (claimed.HasBegun && claimed.Attempts >= Math.Max(run.Options.MaxAttempts - 1, AttemptsOfSuspects))
            {
                // The attempt before the process was restarted for the first time is not on record.
                await run.Batch.BeginEventAsync(CancellationToken.None);
                await FailAsync(run, Judge(run, Failure.ProcessEnded, exception: null, explanation: Failure.ProcessEnded.Error));
                return SessionOutcome.Again;
            }

            if (claimed.HasBegun && Interlocked.CompareExchange(ref _suspects, 1, 0) != 0)
            {
                return SessionOutcome.Soon;
            }

            try
            {
                if (!await HandleAsync(run, screenMeetEvent, claimed.Age + timeProvider.GetElapsedTime(started).TotalSeconds))
                {
                    return new(run.NextLook);
                }
            }
            finally
            {
                if (claimed.HasBegun)
                {
                    Volatile.Write(ref _suspects, 0);
                }
            }

            if (timeProvider.GetElapsedTime(started) >= s_batchTime)
            {
                return SessionOutcome.Again;
            }
        }

        // If there are fewer than were asked for, there are no more.
        return claim.Events.Count == SessionBatch.MaxEvents || maxEvents < claim.Events.Count ? SessionOutcome.Again : SessionOutcome.Done;
    }

    // Handles one event. False if it was not handled, which ends the batch.
    private async Task<bool> HandleAsync(Run run, ScreenMeetEvent screenMeetEvent, double age)
    {
        var claimed = run.Current!;

        // Events that were there when this process started may be the reason why the one before it ended.
        var isOnRecord = claimed.HasBegun || claimed.Id <= lastIdAtStart;
        if (isOnRecord)
        {
            run.Begun.Add(claimed.Id);
            await inbox.Database.WriteAsync((dialect, other, cancellationToken) => dialect.BeginAttemptAsync(other, claimed.Id, cancellationToken), CancellationToken.None);
        }

        if (claimed.Attempts == 0)
        {
            metrics.Waited(inbox.WebhookName, age);
        }

        await run.Batch.BeginEventAsync(CancellationToken.None);
        var started = timeProvider.GetTimestamp();
        var exception = await CallHandlersAsync(run, screenMeetEvent);
        metrics.Handled(inbox.WebhookName, timeProvider.GetElapsedTime(started), exception);
        if (run.Abandoned is not null)
        {
            Log.HandlerAbandoned(logger, _webhook, claimed.Id);
            await AbandonAsync(run, Judge(run, isOnRecord, exception!));
            return false;
        }

        if (exception is null)
        {
            try
            {
                await run.Batch.MarkHandledAsync(claimed, CancellationToken.None);
                run.Context.ChangeTracker.Clear();
                run.Handled.Add((claimed, run.Attempt));
                return true;
            }
            catch (Exception markException)
            {
                exception = markException;
            }
        }

        await FailAsync(run, Judge(run, isOnRecord, exception));
        return false;
    }

    // Returns what the handlers threw.
    private async Task<Exception?> CallHandlersAsync(Run run, ScreenMeetEvent screenMeetEvent)
    {
        var (claimed, timeout) = (run.Current!, run.Options.HandlerTimeout);
        var eventContext = new ScreenMeetEventContext
        {
            WebhookName = inbox.WebhookName,
            DeliveryFingerprint = Convert.ToHexStringLower(claimed.DeliveryFingerprint),
            ReceivedAt = claimed.ReceivedAt,
            Index = claimed.Index,
            Attempt = run.Attempt,
        };

        // Neither a timer nor the host cancels this itself: a callback that a handler has registered may block or throw, and an exception on
        // their threads would end the process.
        var cancellation = new CancellationTokenSource();

        // On a thread of its own, since a handler may block before it returns its task.
        var handling = Task.Run(() => DispatchAsync(run, screenMeetEvent, eventContext, cancellation.Token), CancellationToken.None);
        var isInTime = await EndsWithinAsync(handling, timeout, aborting);
        if (!isInTime)
        {
            _ = cancellation.CancelAsync().ContinueWith(static cancelling => cancelling.Exception, TaskScheduler.Default);
            if (!await EndsWithinAsync(handling, s_grace, CancellationToken.None))
            {
                run.Abandoned = handling;
                return new TimeoutException($"The handlers of the event did not end within {timeout}, although their token was cancelled.");
            }
        }

        try
        {
            await handling;
            return null;
        }
        catch (OperationCanceledException exception) when (!isInTime && !aborting.IsCancellationRequested)
        {
            return new TimeoutException($"The handlers of the event did not end within {timeout}.", exception);
        }
        catch (Exception exception)
        {
            return exception;
        }
    }

    // False if the time is over or the token is cancelled before.
    private static async Task<bool> EndsWithinAsync(Task handling, TimeSpan time, CancellationToken cancellationToken)
    {
        await handling.WaitAsync(time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return handling.IsCompleted;
    }

    private async Task DispatchAsync(Run run, ScreenMeetEvent screenMeetEvent, ScreenMeetEventContext eventContext, CancellationToken cancellationToken)
    {
        using var activity = InboxActivities.StartProcess(inbox.WebhookName, eventContext.Attempt, run.Current!.TraceParent);
        try
        {
            await dispatcher.DispatchAsync(run.Services, screenMeetEvent, eventContext, cancellationToken);
            if (run.Context.ChangeTracker.HasChanges())
            {
                await run.Context.SaveChangesAsync(cancellationToken);
            }
        }
        catch (Exception exception)
        {
            activity?.SetStatus(ActivityStatusCode.Error);
            activity?.AddException(exception);
            throw;
        }
    }

    // Undoes what the handlers did and records the failed attempt, in the same transaction if that can go on.
    private async Task FailAsync(Run run, Verdict verdict)
    {
        run.NextLook = verdict.Delay;
        try
        {
            await run.Batch.UndoEventAsync(CancellationToken.None);
            await run.Batch.RecordAsync(verdict.RecordAsync, CancellationToken.None);
            run.Verdict = verdict;
        }
        catch (Exception undoing) when (run.Handled.Count > 0 && run.Dialect.IsBrokenBefore(undoing))
        {
            // One of the events before this one is to blame, which is found when they are handled one by one.
            run.IsBroken = true;
            run.NextLook = TimeSpan.Zero;
            SetOneByOne(run.Session, true);
            await CancelAttemptsAsync(run);
        }
        catch (Exception)
        {
            // The transaction cannot go on, so the events before this one are handled again.
            run.IsBroken = true;
            await RecordOutsideAsync(verdict);
            await CancelAttemptsAsync(run);
        }
    }

    // Takes the attempts off the record that have ended without a result. Otherwise it would look as if this process had ended.
    private async Task CancelAttemptsAsync(Run run)
    {
        if (run.Begun.Count == 0)
        {
            return;
        }

        try
        {
            await inbox.Database.WriteAsync((_, context, cancellationToken) => CancelAttemptsAsync(run, context, cancellationToken), CancellationToken.None);
        }
        catch (Exception exception)
        {
            Log.Failed(logger, exception, _webhook);
        }
    }

    // Changes nothing for an event whose failure has been recorded.
    private static async Task CancelAttemptsAsync(Run run, DbContext context, CancellationToken cancellationToken)
    {
        foreach (var id in run.Begun)
        {
            await InboxDialect.Of(context).CancelAttemptAsync(context, id, cancellationToken);
        }
    }

    // Returns when to look at the session again if the commit fails.
    private async Task<SessionOutcome?> TryCommitAsync(Run run)
    {
        try
        {
            await run.Batch.CommitAsync(CancellationToken.None);
            SetOneByOne(run.Session, false);
            return null;
        }
        catch (DbException exception) when (exception.IsTransient)
        {
            // The connection is gone, or another transaction is in the way. No event is to blame.
            await CancelAttemptsAsync(run);
            return SessionOutcome.Later;
        }
        catch (Exception exception)
        {
            // A constraint that is checked at the commit, or a statement whose failure a handler has caught.
            if (run.Verdict is not null)
            {
                await RecordOutsideAsync(run.Verdict);
            }

            if (run.Handled.Count == 1)
            {
                (run.Current, run.Attempt) = run.Handled[0];
                var explanation = run.Dialect.ExplainFailure(exception);
                var verdict = Judge(run, Failure.Of(exception, explanation), exception, explanation);
                await RecordOutsideAsync(verdict);
                return new(verdict.Delay);
            }

            SetOneByOne(run.Session, true);
            await CancelAttemptsAsync(run);
            return SessionOutcome.Again;
        }
    }

    // Ends the claim of handlers that go on.
    private async Task AbandonAsync(Run run, Verdict verdict)
    {
        run.NextLook = verdict.Delay;
        try
        {
            await run.Batch.AbandonAsync(
                inbox.Database,
                async (context, cancellationToken) =>
                {
                    await verdict.RecordAsync(context, cancellationToken);
                    await CancelAttemptsAsync(run, context, cancellationToken);
                });
            verdict.Report();
        }
        catch (Exception exception)
        {
            Log.Failed(logger, exception, _webhook);
        }
    }

    // On another connection, because the claim's own is broken or in use. If that fails too, the attempt is not counted, and the poll finds
    // the event.
    private async Task RecordOutsideAsync(Verdict verdict)
    {
        try
        {
            if (await inbox.Database.WriteAsync((_, context, cancellationToken) => verdict.RecordAsync(context, cancellationToken), CancellationToken.None))
            {
                verdict.Report();
            }
        }
        catch (Exception exception)
        {
            Log.Failed(logger, exception, _webhook);
        }
    }

    private Verdict Judge(Run run, bool isOnRecord, Exception exception)
    {
        if (aborting.IsCancellationRequested)
        {
            return Interrupt(run, isOnRecord);
        }

        if (run.Batch.IsHeldUp)
        {
            return Postpone(run);
        }

        var explanation = run.Dialect.ExplainFailure(exception);
        return Judge(run, Failure.Of(exception, explanation), exception, explanation);
    }

    private Verdict Judge(Run run, Failure failure, Exception? exception, string? explanation)
    {
        var id = run.Current!.Id;
        var attempt = run.Attempt;
        if (attempt >= run.Options.MaxAttempts)
        {
            return new(
                TimeSpan.Zero,
                (context, cancellationToken) => InboxDialect.Of(context).BuryAsync(context, id, attempt, failure, cancellationToken),
                () =>
                {
                    metrics.Count(inbox.WebhookName, "dead");
                    inbox.Progress.AddDead();
                    Log.Dead(logger, exception, _webhook, id, attempt, explanation);
                });
        }

        var delay = RetryDelay.After(attempt, run.Options);
        return new(
            delay,
            (context, cancellationToken) => InboxDialect.Of(context).ScheduleAsync(context, id, attempt, delay, cancellationToken),
            () =>
            {
                metrics.Count(inbox.WebhookName, "retried");
                Log.Retried(logger, exception, _webhook, attempt, run.Options.MaxAttempts, id, delay, explanation);
            });
    }

    // The handlers of other sessions are to blame, so the attempt does not count.
    private Verdict Postpone(Run run)
    {
        var (id, attempt) = (run.Current!.Id, run.Attempt);
        var delay = RetryDelay.After(attempt, run.Options);
        return new(
            delay,
            async (context, cancellationToken) =>
            {
                var dialect = InboxDialect.Of(context);
                await dialect.CancelAttemptAsync(context, id, cancellationToken);
                return await dialect.ScheduleAsync(context, id, attempt - 1, delay, cancellationToken);
            },
            () => Log.HeldUp(logger, _webhook, id, delay));
    }

    // At shutdown, the attempt does not count.
    private Verdict Interrupt(Run run, bool isOnRecord)
    {
        var id = run.Current!.Id;
        Interlocked.Increment(ref _interrupted);
        return new(
            TimeSpan.Zero,
            async (context, cancellationToken) =>
            {
                if (isOnRecord)
                {
                    await InboxDialect.Of(context).CancelAttemptAsync(context, id, cancellationToken);
                }

                return true;
            },
            static () => { });
    }

    private void Report(Run run)
    {
        if (run.Handled.Count > 0)
        {
            metrics.Count(inbox.WebhookName, "handled", run.Handled.Count);
            inbox.Progress.AddHandled(run.Handled.Count);
            foreach (var (claimed, attempt) in run.Handled)
            {
                Log.Handled(logger, _webhook, claimed.Id, attempt);
            }
        }

        run.Verdict?.Report();
    }

    private bool IsOneByOne(long session)
    {
        lock (_oneByOne)
        {
            return _oneByOne.Contains(session);
        }
    }

    private void SetOneByOne(long session, bool value)
    {
        lock (_oneByOne)
        {
            if (value)
            {
                _oneByOne.Add(session);
            }
            else
            {
                _oneByOne.Remove(session);
            }
        }
    }

    private void WarnOfNewer()
    {
        if (!_hasWarnedOfNewer)
        {
            _hasWarnedOfNewer = true;
            Log.LeftToNewer(logger, _webhook);
        }
    }

    // What becomes of an event that was not handled. NextLook is when its session is due again.
    private sealed record Verdict(TimeSpan Delay, Func<DbContext, CancellationToken, Task<bool>> RecordAsync, Action Report);

    private sealed class Run
    {
        public required long Session { get; init; }

        public required IServiceProvider Services { get; init; }

        public required DbContext Context { get; init; }

        public required InboxDialect Dialect { get; init; }

        // The same for the whole run, although options can be reloaded.
        public required ScreenMeetInboxOptions Options { get; init; }

        public required SessionBatch Batch { get; init; }

        public ClaimedEvent? Current { get; set; }

        public int Attempt { get; set; }

        public List<(ClaimedEvent Event, int Attempt)> Handled { get; } = [];

        // The events whose attempt is on record.
        public List<long> Begun { get; } = [];

        public Verdict? Verdict { get; set; }

        public TimeSpan? NextLook { get; set; }

        // The handlers that did not end.
        public Task? Abandoned { get; set; }

        // Whether the claim's transaction cannot be committed.
        public bool IsBroken { get; set; }
    }
}
