namespace ScreenMeet.AspNetCore.Inbox.Load;

// Cuts long waits short, so that the purge, which runs every minute, runs every second.
internal sealed class HastyTimeProvider : TimeProvider
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, dueTime > TimeSpan.FromSeconds(1) ? TimeSpan.FromSeconds(1) : dueTime, period);
}
