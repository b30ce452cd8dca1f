using ScreenMeet.AspNetCore;
using ScreenMeet.Webhooks;

namespace StressReceiver;

public sealed class WorkHandler(ObservableWork work) : IScreenMeetEventHandler
{
    public ValueTask HandleAsync(ScreenMeetEvent screenMeetEvent, ScreenMeetEventContext context, CancellationToken cancellationToken) => new(work.DoAsync(screenMeetEvent));
}
