using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace ScreenMeet.AspNetCore;

// Gets the options for a request. After an invalid reload, the last valid options stay in use if the application has only one
// instance of them. If the application's own options cache may hold an instance for each tenant, the request has no keys instead,
// because one tenant's options must never replace another's.
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

        // Only a reload stores options, because reloads run one after the other. Requests run at the same time, so one of them could
        // replace newer options with older ones.
        monitor.OnChange((options, name) =>
        {
            if (!options.IsUnusable)
            {
                _lastGood[name ?? Options.DefaultName] = options;
            }
        });
    }

    // If the first reload is invalid, the options that the application started with stay in use.
    public void Start(string name) => _lastGood.TryAdd(name, _monitor.Get(name));

    // Only known if there is one instance. Asking for a tenant's options outside a request could create them.
    public bool HasPreviousInForce(string name) => _hasOneInstance && _monitor.Get(name).IsUnusable;

    public ScreenMeetWebhookOptions Get(string name)
    {
        var options = _monitor.Get(name);
        return options.IsUnusable && _hasOneInstance && _lastGood.TryGetValue(name, out var lastGood) ? lastGood : options;
    }
}
