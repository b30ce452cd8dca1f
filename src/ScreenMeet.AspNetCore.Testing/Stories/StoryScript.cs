using ScreenMeet.Webhooks;

namespace ScreenMeet.AspNetCore.Testing;

// Writes down the events of one session as its story is told, and cuts them into deliveries.
internal sealed class StoryScript(StoryRandom random, DateTimeOffset start)
{
    private readonly List<IReadOnlyList<ScreenMeetEvent>> _deliveries = [];
    private readonly List<ScreenMeetEvent> _waiting = [];
    private DateTimeOffset _now = start;
    private DateTimeOffset? _joined;
    private string _sessionId = random.Id(6);

    public StoryRandom Random => random;

    public StoryCast Cast { get; } = new(random, start);

    public string Status { get; set; } = ScreenMeetSessionStatuses.New;

    public IReadOnlyList<IReadOnlyList<ScreenMeetEvent>> Deliveries
    {
        get
        {
            Deliver();
            return _deliveries;
        }
    }

    public void UseLongId() => _sessionId = random.Id(12);

    public void Wait(int first, int last) => _now = _now.AddSeconds(random.Between(first, last)).AddMilliseconds(random.Between(0, 999));

    public void Join()
    {
        Status = ScreenMeetSessionStatuses.Active;
        _joined = _now;
    }

    // Something happens now. Sometimes it waits for what happens next, to be sent in one delivery.
    public void Happens(string type, string message, StoryProperties? more = null)
    {
        _waiting.Add(Event(type, message, _now, Status, _joined is { } joined ? (int)(_now - joined).TotalSeconds : null, more));
        if (random.Chance(0.6))
        {
            Deliver();
        }
    }

    // What a device had collected while it was offline: it is sent now, with the status, the seconds and the clock that the device had.
    public void HappenedWhileOffline(string type, string message, int second, TimeSpan clockError)
    {
        var time = _joined!.Value.AddSeconds(second).AddMilliseconds(random.Between(0, 999)) + clockError;
        _waiting.Insert(random.Between(0, _waiting.Count), Event(type, message, time, ScreenMeetSessionStatuses.Active, second, null));
    }

    public void Deliver()
    {
        if (_waiting.Count > 0)
        {
            _deliveries.Add([.. _waiting]);
            _waiting.Clear();
        }
    }

    private ScreenMeetEvent Event(string type, string message, DateTimeOffset time, string status, int? seconds, StoryProperties? more)
    {
        var properties = new StoryProperties { { "type", type }, { "ts", time } };
        properties.AddWhere(message.Length > 0, "message", message);
        properties.Add("id", _sessionId);
        properties.AddWhere(random.Chance(0.7), "label", Cast.Label);
        properties.AddWhere(random.Chance(0.5), "userDescription", Cast.Agent);
        properties.Add("status", status);
        properties.AddWhere(seconds is not null, "seconds", random.Chance(0.9) ? seconds : $"{seconds}");
        properties.AddWhere(random.Chance(0.3), "organization", Cast.Organization);
        properties.AddAll(more);
        return ScreenMeetEventParser.ParseEvent(StoryJson.Write(properties));
    }
}
