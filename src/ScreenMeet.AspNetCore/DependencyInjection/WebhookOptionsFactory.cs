using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ScreenMeet.AspNetCore;

// Options that are not valid keep the application from starting. After that they come from a reload, whose listeners run on a
// thread of the configuration, where an exception would end the process: then they are marked as unusable instead.
internal sealed partial class WebhookOptionsFactory(
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

    private static partial class Log
    {
        [LoggerMessage(20, LogLevel.Critical, "The changed options of {Webhook} are not valid, so the options before them stay in force. Where the application has options for each tenant, this tenant has no keys now. {Reason}", EventName = "ReloadRefused")]
        public static partial void ReloadRefused(ILogger logger, string webhook, string reason);
    }
}
