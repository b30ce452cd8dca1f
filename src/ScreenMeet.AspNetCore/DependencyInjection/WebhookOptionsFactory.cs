using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ScreenMeet.AspNetCore;

// Options that are not valid keep the application from starting. After that they come from a reload, whose listeners run on a
// thread of the configuration, where an exception would end the process: then they are marked as unusable instead.
internal sealed class WebhookOptionsFactory(
    IEnumerable<IConfigureOptions<ScreenMeetWebhookOptions>> setups,
    IEnumerable<IPostConfigureOptions<ScreenMeetWebhookOptions>> postConfigures,
    IEnumerable<IValidateOptions<ScreenMeetWebhookOptions>> validations,
    ILogger<WebhookOptionsFactory> logger) : IOptionsFactory<ScreenMeetWebhookOptions>
{
    private readonly OptionsFactory<ScreenMeetWebhookOptions> _factory = new(setups, postConfigures, validations);

    // The names whose options were valid once.
    private readonly ConcurrentDictionary<string, bool> _started = new(StringComparer.Ordinal);

    public ScreenMeetWebhookOptions Create(string name)
    {
        try
        {
            var options = _factory.Create(name);
            _started.TryAdd(name, true);
            return options;
        }
        catch (Exception exception) when (_started.ContainsKey(name))
        {
            // Only the messages of validators are known to quote no value.
            var reason = exception is OptionsValidationException ? exception.Message : exception.GetType().Name;
            Log.ReloadRefused(logger, WebhookOptionsRules.Webhook(name), reason);
            return new() { IsUnusable = true };
        }
    }
}
