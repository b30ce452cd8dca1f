namespace ScreenMeet.AspNetCore;

// The state of one webhook that the receiver keeps between requests.
internal sealed class WebhookState(string name)
{
    private long _previousKeyLoggedAt = long.MinValue;
    private long _bodyExaminedAt = long.MinValue;
    private bool _hasAccepted;

    public string Name => name;

    public BufferBudget Budget { get; } = new();

    public KnownUrls KnownUrls { get; } = new();

    // Returns true only for the first accepted delivery.
    public bool AcceptFirst() => !Volatile.Read(ref _hasAccepted) && !Interlocked.Exchange(ref _hasAccepted, true);

    public bool MayLogPreviousKey(DateTimeOffset now) => HasPassed(ref _previousKeyLoggedAt, now, TimeSpan.FromHours(1));

    // Limited because anybody can send a body, and to examine it costs more than to refuse it.
    public bool MayExamineBody(DateTimeOffset now) => HasPassed(ref _bodyExaminedAt, now, TimeSpan.FromSeconds(10));

    // Returns true once in each interval, to only one of several callers at the same time.
    private static bool HasPassed(ref long last, DateTimeOffset now, TimeSpan interval)
    {
        var before = Volatile.Read(ref last);
        return (before == long.MinValue || now.UtcTicks - before >= interval.Ticks)
            && Interlocked.CompareExchange(ref last, now.UtcTicks, before) == before;
    }
}
