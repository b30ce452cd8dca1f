using ScreenMeet.InboxHarness;
using ScreenMeet.Webhooks;

namespace ScreenMeet.AspNetCore.Inbox.Load;

internal sealed class RowHandler(HandledEvents handled, AppDbContext database) : IScreenMeetEventHandler
{
    public async ValueTask HandleAsync(ScreenMeetEvent screenMeetEvent, ScreenMeetEventContext context, CancellationToken cancellationToken)
    {
        var number = Events.NumberOf(screenMeetEvent);
        database.Effects.Add(new() { Session = screenMeetEvent.SessionId!, Number = number, Attempt = context.Attempt });
        await database.SaveChangesAsync(cancellationToken);
        handled.Add(number);
    }
}
