namespace ScreenMeet.AspNetCore;

// Limits one kind of log line to one in ten seconds. The first line is written at once. The following ones are counted, and the
// count is written every ten seconds until none was left out for so long, and when the application ends.
internal sealed class LogThrottle(LogThrottles owner, TimeProvider timeProvider, Action<long> writeCount) : IDisposable
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(10);

    // The value of _leftOut while no interval runs.
    private const long Idle = -1;

    private long _leftOut = Idle;
    private ITimer? _timer;

    // Returns true for the first line only. For each further line it adds one to a number and nothing else.
    public bool MayWrite()
    {
        if (Interlocked.Increment(ref _leftOut) > 0)
        {
            return false;
        }

        StartInterval();
        return true;
    }

    public void Dispose()
    {
        var leftOut = Interlocked.Exchange(ref _leftOut, Idle);
        _timer?.Dispose();
        try
        {
            WriteCount(leftOut);
        }
        catch (Exception)
        {
            // A logger that throws must not keep the application from ending.
        }
    }

    // Only the thread that ended the state Idle or the interval before gets here, so there is never more than one.
    private void StartInterval()
    {
        if (!owner.IsDisposed)
        {
            _timer ??= CreateTimer();
            _timer.Change(s_interval, Timeout.InfiniteTimeSpan);
        }
    }

    // The timer must not keep what belongs to the request that happens to create it, such as its activity.
    private ITimer CreateTimer()
    {
        using (ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow())
        {
            return timeProvider.CreateTimer(static throttle => ((LogThrottle)throttle!).EndInterval(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    // Runs on the timer's thread, where an exception would end the process.
    private void EndInterval()
    {
        if (owner.IsDisposed)
        {
            return;
        }

        try
        {
            var leftOut = Interlocked.Exchange(ref _leftOut, 0);
            try
            {
                WriteCount(leftOut);
            }
            finally
            {
                // The next interval starts only now, so a slow logger is never called twice at once.
                if (leftOut > 0 || Interlocked.CompareExchange(ref _leftOut, Idle, 0) != 0)
                {
                    StartInterval();
                }
            }
        }
        catch (Exception)
        {
            // Neither the logger nor the time provider can be told.
        }
    }

    private void WriteCount(long leftOut)
    {
        if (leftOut > 0)
        {
            writeCount(leftOut);
        }
    }
}
