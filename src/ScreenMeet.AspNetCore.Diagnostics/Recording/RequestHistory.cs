namespace ScreenMeet.AspNetCore.Diagnostics;

// What this process has accepted and refused. It is bounded in entries and in bytes, and refused requests never push out accepted
// deliveries, because anybody can send requests that are refused.
internal sealed class RequestHistory(TimeProvider timeProvider, LiveUpdates liveUpdates)
{
    private const int Capacity = 50;
    private const int StrayCapacity = 20;
    private const int LongestPath = 200;
    private const long MaxBodyBytes = 8 * 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly FairBuffer<string, AcceptedDelivery> _accepted = new(Capacity, static delivery => delivery.WebhookName);
    private readonly FairBuffer<(string, string), RefusedRequest> _refused = new(Capacity, static request => (request.WebhookName, request.Reason));
    private readonly Dictionary<string, AcceptedTally> _acceptedTallies = new(StringComparer.Ordinal);
    private readonly Dictionary<(string WebhookName, string Reason), RefusalTally> _refusalTallies = [];
    private readonly List<StrayRequest> _strays = [];
    private DateTimeOffset? _startedAt;
    private long _lastId;

    // False in an application that does not map the page.
    public bool IsOn => _startedAt is not null;

    public void Start() => _startedAt ??= timeProvider.GetUtcNow();

    public AcceptedDelivery AddAccepted(ScreenMeetDelivery delivery, string? endpoint, long size)
    {
        var accepted = new AcceptedDelivery(Interlocked.Increment(ref _lastId), delivery, endpoint, size)
        {
            Body = size <= MaxBodyBytes ? delivery.Body.ToArray() : null,
        };
        lock (_lock)
        {
            _accepted.Add(accepted);
            _acceptedTallies[accepted.WebhookName] = new(CountOf(_acceptedTallies.GetValueOrDefault(accepted.WebhookName)) + 1, accepted);
            DropOldBodies();
        }

        liveUpdates.Publish();
        return accepted;
    }

    public void AddAnswer(AcceptedDelivery delivery, Answer answer)
    {
        delivery.Answer = answer;
        liveUpdates.Publish();
    }

    public void AddRefused(string webhookName, string reason, int statusCode, string? endpoint, long? size)
    {
        var refused = new RefusedRequest(webhookName, reason, statusCode, endpoint, size, timeProvider.GetUtcNow());
        lock (_lock)
        {
            _refused.Add(refused);
            var before = _refusalTallies.GetValueOrDefault((webhookName, reason));
            _refusalTallies[(webhookName, reason)] = new((before?.Count ?? 0) + 1, refused);
        }

        liveUpdates.Publish();
    }

    public void AddStray(string path, int statusCode)
    {
        path = Clipped.To(TextMask.Apply(path), LongestPath);
        lock (_lock)
        {
            var index = _strays.FindIndex(stray => stray.StatusCode == statusCode && stray.Path == path);
            var count = index < 0 ? 0 : _strays[index].Count;
            if (index >= 0 || _strays.Count == StrayCapacity)
            {
                _strays.RemoveAt(Math.Max(index, 0));
            }

            _strays.Add(new(path, statusCode, count + 1, timeProvider.GetUtcNow()));
        }

        liveUpdates.Publish();
    }

    public AcceptedDelivery? Find(long id)
    {
        lock (_lock)
        {
            return _accepted.OldestFirst.FirstOrDefault(delivery => delivery.Id == id);
        }
    }

    public HistorySnapshot TakeSnapshot()
    {
        lock (_lock)
        {
            var now = timeProvider.GetUtcNow();
            return new(
                _startedAt ?? now,
                now,
                [.. _accepted.OldestFirst.Reverse()],
                [.. _refused.OldestFirst.Reverse()],
                new Dictionary<string, AcceptedTally>(_acceptedTallies, StringComparer.Ordinal),
                [.. _refusalTallies.Values.OrderByDescending(static tally => tally.Last.RefusedAt)],
                [.. Enumerable.Reverse(_strays)]);
        }
    }

    private static long CountOf(AcceptedTally? tally) => tally?.Count ?? 0;

    private void DropOldBodies()
    {
        var excess = _accepted.OldestFirst.Sum(static delivery => delivery.Body?.LongLength ?? 0) - MaxBodyBytes;
        foreach (var delivery in _accepted.OldestFirst.TakeWhile(_ => excess > 0))
        {
            excess -= delivery.Body?.LongLength ?? 0;
            delivery.Body = null;
        }
    }
}
