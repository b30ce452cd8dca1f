using Microsoft.Extensions.Logging;

namespace ScreenMeet.AspNetCore;

// Whether the database of a context can be reached. While it cannot, one connection a second is tried, whoever needs it, and one line
// in ten seconds is logged.
internal sealed class DatabaseAvailability(Type contextType, TimeProvider timeProvider, ILogger logger)
{
    private static readonly TimeSpan s_betweenTries = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_betweenLines = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private bool _isUnavailable;
    private long? _lastTry;
    private long? _lastLine;

    public bool IsUnavailable
    {
        get
        {
            lock (_lock)
            {
                return _isUnavailable;
            }
        }
    }

    // True if a connection may be tried now.
    public bool MayTry()
    {
        lock (_lock)
        {
            if (_isUnavailable && _lastTry is { } lastTry && timeProvider.GetElapsedTime(lastTry) < s_betweenTries)
            {
                return false;
            }

            _lastTry = timeProvider.GetTimestamp();
            return true;
        }
    }

    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        while (!MayTry())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200 + Random.Shared.Next(200)), timeProvider, cancellationToken);
        }
    }

    public void Report(Exception? failure, bool isTableMissing)
    {
        lock (_lock)
        {
            if (failure is null)
            {
                if (_isUnavailable)
                {
                    _isUnavailable = false;
                    _lastLine = null;
                    Log.DatabaseAvailable(logger, contextType);
                }

                return;
            }

            _isUnavailable = true;
            _lastTry = timeProvider.GetTimestamp();
            if (_lastLine is not { } lastLine || timeProvider.GetElapsedTime(lastLine) >= s_betweenLines)
            {
                _lastLine = timeProvider.GetTimestamp();
                if (isTableMissing)
                {
                    Log.TablesMissing(logger, contextType);
                }
                else
                {
                    Log.DatabaseUnavailable(logger, contextType, failure);
                }
            }
        }
    }
}
