using ScreenMeet.Webhooks;

namespace ScreenMeet.TestHarness;

// What user code saw, in its order.
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

    // For what gets its events one by one: all of a request go into one batch.
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
