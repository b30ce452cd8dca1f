using ScreenMeet.InboxHarness;
using ScreenMeet.Webhooks;

namespace ScreenMeet.AspNetCore.Inbox.Load;

internal sealed class NothingHandler(HandledEvents handled) : IScreenMeetEventHandler
{
    public ValueTask HandleAsync(ScreenMeetEvent screenMeetEvent, ScreenMeetEventContext context, CancellationToken cancellationToken)
    {
        handled.Add(Events.NumberOf(screenMeetEvent));
        return default;
    }
}
