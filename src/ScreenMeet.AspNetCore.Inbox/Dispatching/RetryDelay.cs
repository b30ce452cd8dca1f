namespace ScreenMeet.AspNetCore;

internal static class RetryDelay
{
    // Doubles with each attempt. Up to a fifth is added at random, so that the events that failed together do not come back together.
    public static TimeSpan After(int attempt, ScreenMeetInboxOptions options)
    {
        var seconds = options.MinRetryDelay.TotalSeconds * Math.Pow(2, Math.Min(attempt - 1, 60));
        return TimeSpan.FromSeconds(Math.Min(seconds, options.MaxRetryDelay.TotalSeconds) * (1 + (Random.Shared.NextDouble() / 5)));
    }
}
