namespace ScreenMeet.AspNetCore.Inbox.Tests;

// Cuts every wait of more than 20 seconds short, so that a purge comes at once.
public sealed class ImpatientTime : TimeProvider
{
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(200);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, dueTime > s_long ? s_short : dueTime, period);
}
