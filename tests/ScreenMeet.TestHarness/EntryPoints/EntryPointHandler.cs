using ScreenMeet.AspNetCore;
using ScreenMeet.Webhooks;

namespace ScreenMeet.TestHarness;

public sealed class EntryPointHandler(ReceivedEvents receivedEvents) : IScreenMeetEventHandler
{
    private List<ScreenMeetEvent>? _batch;

    public ValueTask HandleAsync(ScreenMeetEvent screenMeetEvent, ScreenMeetEventContext context, CancellationToken cancellationToken)
    {
        receivedEvents.Add(screenMeetEvent, ref _batch);
        return ValueTask.CompletedTask;
    }
}
