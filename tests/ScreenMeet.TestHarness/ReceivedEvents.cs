using ScreenMeet.Webhooks;

namespace ScreenMeet.TestHarness;

// The events that user code received, in order.
public sealed class ReceivedEvents
{
    private readonly List<List<ScreenMeetEvent>> _received = [];

    public IReadOnlyList<ScreenMeetEvent[]> Batches
    {
        get
        {
            lock (_received)
            {
                return [.. _received.Select(batch => batch.ToArray())];
            }
        }
    }

    public void Add(IEnumerable<ScreenMeetEvent> events)
    {
        lock (_received)
        {
            _received.Add([.. events]);
        }
    }

    // For code that receives its events one by one. All events of a request are added to one batch.
    public void Add(ScreenMeetEvent screenMeetEvent, ref List<ScreenMeetEvent>? batch)
    {
        lock (_received)
        {
            if (batch is null)
            {
                batch = [];
                _received.Add(batch);
            }

            batch.Add(screenMeetEvent);
        }
    }
}
