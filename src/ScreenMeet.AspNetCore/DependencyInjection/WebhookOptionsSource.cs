using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace ScreenMeet.AspNetCore;

// The options of a request. Where a reload went wrong, the last good ones stay in force, if the application has one instance of
// them. A cache of its own may hold one for each tenant: those never replace each other, so the request has no keys then.
internal sealed class WebhookOptionsSource(
    IOptionsMonitor<ScreenMeetWebhookOptions> monitor, IOptionsMonitorCache<ScreenMeetWebhookOptions> cache)
{
    private readonly ConcurrentDictionary<string, ScreenMeetWebhookOptions> _lastGood = new(StringComparer.Ordinal);

    private readonly bool _hasOneInstance =
        monitor.GetType() == typeof(OptionsMonitor<ScreenMeetWebhookOptions>) && cache.GetType() == typeof(OptionsCache<ScreenMeetWebhookOptions>);

    public ScreenMeetWebhookOptions Get(string name)
    {
        var options = monitor.Get(name);
        if (!_hasOneInstance)
        {
            return options;
        }

        var isKnown = _lastGood.TryGetValue(name, out var lastGood);
        if (options.IsUnusable)
        {
            return lastGood ?? options;
        }

        if (!isKnown || !ReferenceEquals(lastGood, options))
        {
            _lastGood[name] = options;
        }

        return options;
    }
}
