namespace ScreenMeet.AspNetCore;

// What the receiver remembers of one webhook, from request to request.
internal sealed class WebhookState(string name)
{
    private long _previousKeyLoggedAt = long.MinValue;
    private long _keyErrorLoggedAt = long.MinValue;
    private bool _hasAccepted;

    public string Name => name;

    public BufferBudget Budget { get; } = new();

    // True for the first delivery that is accepted.
    public bool AcceptFirst() => !Volatile.Read(ref _hasAccepted) && !Interlocked.Exchange(ref _hasAccepted, true);

    public bool MayLogPreviousKey(DateTimeOffset now) => HasPassed(ref _previousKeyLoggedAt, now, TimeSpan.FromHours(1));

    // Anybody can make a request for which the keys are asked.
    public bool MayLogKeyError(DateTimeOffset now) => HasPassed(ref _keyErrorLoggedAt, now, TimeSpan.FromMinutes(1));

    // True once in each interval, for one of those who ask at the same time.
    private static bool HasPassed(ref long last, DateTimeOffset now, TimeSpan interval)
    {
        var before = Volatile.Read(ref last);
        return (before == long.MinValue || now.UtcTicks - before >= interval.Ticks)
            && Interlocked.CompareExchange(ref last, now.UtcTicks, before) == before;
    }
}
