using InboxReceiver.Data;
using ScreenMeet.AspNetCore;
using ScreenMeet.Webhooks;

namespace InboxReceiver;

// Keeps one row for each session. The row and the fact that the event was handled are committed together, so no event counts twice.
public sealed class SessionHandler(SessionsDbContext database) : IScreenMeetEventHandler
{
    public async ValueTask HandleAsync(ScreenMeetEvent screenMeetEvent, ScreenMeetEventContext context, CancellationToken cancellationToken)
    {
        // An event need not belong to a session.
        if (Clean(screenMeetEvent.SessionId) is not { Length: > 0 and <= Session.MaxIdLength } id)
        {
            return;
        }

        var session = await database.Sessions.FindAsync([id], cancellationToken);
        if (session is null)
        {
            session = new Session { Id = id };
            database.Sessions.Add(session);
        }

        // An event need not have every property.
        session.Label = Clean(screenMeetEvent.Label) ?? session.Label;
        session.Status = Clean(screenMeetEvent.Status) ?? session.Status;
        session.LastEvent = Clean(screenMeetEvent.Type);
        session.LastEventAt = (screenMeetEvent.Timestamp ?? context.ReceivedAt).UtcDateTime;
        session.EventCount++;
        await database.SaveChangesAsync(cancellationToken);
    }

    // PostgreSQL cannot store U+0000 in text.
    private static string? Clean(string? text) => text?.Replace("\0", "", StringComparison.Ordinal);
}
