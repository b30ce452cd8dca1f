using Microsoft.EntityFrameworkCore;
using ScreenMeet.AspNetCore;
using ScreenMeet.InboxHarness;
using ScreenMeet.Webhooks;

namespace InboxTestNode;

// Writes a row for each event, and behaves as the event's type says.
public sealed class EffectHandler(AppDbContext database, RunJournal journal) : IScreenMeetEventHandler
{
    private static readonly TimeSpan s_slow = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan s_late = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_hang = TimeSpan.FromSeconds(8);

    public async ValueTask HandleAsync(ScreenMeetEvent screenMeetEvent, ScreenMeetEventContext context, CancellationToken cancellationToken)
    {
        var run = journal.Begin(screenMeetEvent.SessionId!, Events.NumberOf(screenMeetEvent), context.Attempt);
        try
        {
            await HandleAsync(screenMeetEvent, context.Attempt, cancellationToken);
            run.Succeeded();
        }
        catch
        {
            run.Failed();
            throw;
        }
    }

    private async Task HandleAsync(ScreenMeetEvent screenMeetEvent, int attempt, CancellationToken cancellationToken)
    {
        if (screenMeetEvent.Type == EventKinds.Slow)
        {
            await Task.Delay(s_slow, cancellationToken);
        }

        await WriteAsync(screenMeetEvent, attempt, cancellationToken);
        switch (screenMeetEvent.Type)
        {
            case EventKinds.Poison:
            case EventKinds.FailsOnce when attempt == 1:
                throw new InvalidOperationException("This event fails.");
            case EventKinds.Hangs when attempt == 1:
                await Task.Delay(s_hang, CancellationToken.None);
                await WriteStubbornlyAsync(screenMeetEvent, attempt);
                throw new InvalidOperationException("This attempt came to its end too late.");
            case EventKinds.CancelsLate when attempt == 1:
                await WaitUntilCancelledAsync(cancellationToken);
                await Task.Delay(s_late, CancellationToken.None);
                cancellationToken.ThrowIfCancellationRequested();
                break;
            case EventKinds.EndsTheProcess:
                Environment.FailFast("This event ends the process.");
                break;
            default:
                break;
        }
    }

    private async Task WriteAsync(ScreenMeetEvent screenMeetEvent, int attempt, CancellationToken cancellationToken)
    {
        var session = screenMeetEvent.SessionId!;
        var seen = await database.Effects.Where(effect => effect.Session == session).MaxAsync(effect => (int?)effect.Number, cancellationToken);
        database.Effects.Add(new() { Session = session, Number = Events.NumberOf(screenMeetEvent), Attempt = attempt, Seen = seen ?? -1 });
        await database.SaveChangesAsync(cancellationToken);
    }

    // As a handler does that has a retry policy of its own.
    private async Task WriteStubbornlyAsync(ScreenMeetEvent screenMeetEvent, int attempt)
    {
        const int tries = 3;
        for (var i = 1; i <= tries; i++)
        {
            try
            {
                await WriteAsync(screenMeetEvent, attempt, CancellationToken.None);
                return;
            }
            catch (Exception) when (i < tries)
            {
            }
        }
    }

    private static async Task WaitUntilCancelledAsync(CancellationToken cancellationToken)
    {
        var cancelled = new TaskCompletionSource();
        await using (cancellationToken.Register(cancelled.SetResult))
        {
            await cancelled.Task;
        }
    }
}
