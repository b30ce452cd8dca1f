using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace ScreenMeet.AspNetCore;

// Decides about each line that anybody can cause with a request, so that a flood of requests cannot fill the log. Every kind of
// line has a throttle for each webhook. Their number is limited by the application, because endpoints name webhooks and requests
// do not, and because everything else that tells kinds apart is a constant, a property or the type of an observer.
internal sealed class LogThrottles(TimeProvider timeProvider, ILogger<ScreenMeetWebhookMiddleware> logger) : IDisposable
{
    private readonly ConcurrentDictionary<(string Event, string Webhook, string? Detail), LogThrottle> _throttles = new();
    private volatile bool _isDisposed;

    public bool IsDisposed => _isDisposed;

    // A request that was signed with a key is from ScreenMeet, so its line is always written.
    public bool MayWriteRefused(string webhookName, Refusal refusal) =>
        refusal.IsGenuine
        || (logger.IsEnabled(LogLevel.Warning)
            && _throttles.GetOrAdd(
                (nameof(Log.Refused), webhookName, refusal.Reason),
                static (key, source) => source.Throttles.Create(count =>
                    Log.FurtherRefusals(source.Throttles.Logger, count, Mistakes.Webhook(key.Webhook), source.Refusal.StatusCode, source.Refusal.Reason)),
                (Throttles: this, Refusal: refusal)).MayWrite());

    // The name of the event is the one in Log, and the detail tells apart lines of the same event.
    public bool MayWrite(LogLevel level, string eventName, string webhookName, string? detail = null) =>
        logger.IsEnabled(level)
        && _throttles.GetOrAdd(
            (eventName, webhookName, detail),
            static (key, source) =>
            {
                var webhook = Mistakes.Webhook(key.Webhook);
                return source.Throttles.Create(count => Log.LeftOut(source.Throttles.Logger, source.Level, count, key.Event, webhook));
            },
            (Throttles: this, Level: level)).MayWrite();

    // A request that is still running afterwards may write a line of each kind, but nothing waits to count further ones.
    public void Dispose()
    {
        _isDisposed = true;
        foreach (var throttle in _throttles.Values)
        {
            throttle.Dispose();
        }
    }

    private ILogger Logger => logger;

    private LogThrottle Create(Action<long> writeCount) => new(this, timeProvider, writeCount);
}
