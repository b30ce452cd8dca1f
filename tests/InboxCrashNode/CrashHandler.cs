using System.Globalization;
using ScreenMeet.AspNetCore;
using ScreenMeet.InboxHarness;
using ScreenMeet.Webhooks;

namespace InboxCrashNode;

// Writes each call to a file, since the database does not keep what an attempt did that did not end. The event's type says what to do.
internal sealed class CrashHandler(AppDbContext database, IConfiguration configuration) : IScreenMeetEventHandler
{
    private static readonly Lock s_lock = new();

    public async ValueTask HandleAsync(ScreenMeetEvent screenMeetEvent, ScreenMeetEventContext context, CancellationToken cancellationToken)
    {
        var call = string.Create(CultureInfo.InvariantCulture, $"{Events.NumberOf(screenMeetEvent)}:{context.Attempt}");
        Write(call);
        database.Effects.Add(new() { Session = screenMeetEvent.SessionId ?? "", Number = Events.NumberOf(screenMeetEvent), Attempt = context.Attempt });
        switch (screenMeetEvent.Type)
        {
            case "crash":
                await Task.Delay(TimeSpan.FromSeconds(0.5), cancellationToken);
                Environment.FailFast("The test wants it.");
                break;
            case "save-and-crash" when configuration.GetValue<bool>("Crash"):
                await database.SaveChangesAsync(cancellationToken);
                Write("saved");
                Environment.FailFast("The test wants it.");
                break;
            case "slow":
                await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
                break;
            case "wait":
                try
                {
                    await database.SaveChangesAsync(cancellationToken);
                    await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
                }
                catch (OperationCanceledException)
                {
                    Write($"{call} cancelled");
                    throw;
                }

                break;
        }

        await database.SaveChangesAsync(cancellationToken);
    }

    private void Write(string line)
    {
        lock (s_lock)
        {
            File.AppendAllText(configuration["Calls"]!, line + "\n");
        }
    }
}
