namespace ScreenMeet.AspNetCore.Diagnostics.Tests;

// Counts the timers that tick again and again. Each listening page has one.
internal sealed class TimerCount : TimeProvider
{
    private int _active;

    public int Active => Volatile.Read(ref _active);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        if (period == Timeout.InfiniteTimeSpan)
        {
            return timer;
        }

        Interlocked.Increment(ref _active);
        return new Counted(timer, this);
    }

    private sealed class Counted(ITimer timer, TimerCount count) : ITimer
    {
        private int _isDisposed;

        public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(dueTime, period);

        public void Dispose()
        {
            timer.Dispose();
            Forget();
        }

        public async ValueTask DisposeAsync()
        {
            await timer.DisposeAsync();
            Forget();
        }

        private void Forget()
        {
            if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
            {
                Interlocked.Decrement(ref count._active);
            }
        }
    }
}
