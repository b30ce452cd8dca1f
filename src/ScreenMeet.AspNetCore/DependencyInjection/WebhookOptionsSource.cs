using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace ScreenMeet.AspNetCore;

// The options of a request. Where a reload went wrong, the last good ones stay in force, if the application has one instance of
// them. A cache of its own may hold one for each tenant: those never replace each other, so the request has no keys then.
internal sealed class WebhookOptionsSource
{
    private readonly ConcurrentDictionary<string, ScreenMeetWebhookOptions> _lastGood = new(StringComparer.Ordinal);
    private readonly IOptionsMonitor<ScreenMeetWebhookOptions> _monitor;
    private readonly bool _hasOneInstance;

    public WebhookOptionsSource(IOptionsMonitor<ScreenMeetWebhookOptions> monitor, IOptionsMonitorCache<ScreenMeetWebhookOptions> cache)
    {
        _monitor = monitor;
        _hasOneInstance = monitor.GetType() == typeof(OptionsMonitor<ScreenMeetWebhookOptions>)
            && cache.GetType() == typeof(OptionsCache<ScreenMeetWebhookOptions>);

        // Reloads come one after the other. Requests do not, so none of them may put an older instance here.
        monitor.OnChange((options, name) =>
        {
            if (!options.IsUnusable)
            {
                _lastGood[name ?? Options.DefaultName] = options;
            }
        });
    }

    // What an application starts with is what a first reload falls back to.
    public void Start(string name) => _lastGood.TryAdd(name, _monitor.Get(name));

    public ScreenMeetWebhookOptions Get(string name)
    {
        var options = _monitor.Get(name);
        return options.IsUnusable && _hasOneInstance && _lastGood.TryGetValue(name, out var lastGood) ? lastGood : options;
    }
}
