namespace ScreenMeet.AspNetCore;

// Counts something for the health check, and keeps the time of the last one. Many requests add to it at once.
internal sealed class HealthTally
{
    private const long Never = -1;

    private long _count;
    private long _lastTicks = Never;

    public long Count => Interlocked.Read(ref _count);

    public DateTimeOffset? Last => Interlocked.Read(ref _lastTicks) is not Never and var ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    // Of two requests at the same moment, either time will do.
    public void Add(DateTimeOffset now)
    {
        Interlocked.Exchange(ref _lastTicks, now.UtcTicks);
        Interlocked.Increment(ref _count);
    }

    public bool HasAnyWithin(TimeSpan window, DateTimeOffset now) => Last is { } last && now - last < window;
}
