using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ScreenMeet.AspNetCore;

// Options that went wrong in a reload must not stop a webhook that works: the last good ones stay in force.
internal sealed partial class WebhookOptionsFactory(
    IEnumerable<IConfigureOptions<ScreenMeetWebhookOptions>> setups,
    IEnumerable<IPostConfigureOptions<ScreenMeetWebhookOptions>> postConfigures,
    IEnumerable<IValidateOptions<ScreenMeetWebhookOptions>> validations,
    ILogger<WebhookOptionsFactory> logger) : IOptionsFactory<ScreenMeetWebhookOptions>
{
    private readonly OptionsFactory<ScreenMeetWebhookOptions> _factory = new(setups, postConfigures, validations);
    private readonly ConcurrentDictionary<string, ScreenMeetWebhookOptions> _lastGood = new();

    public ScreenMeetWebhookOptions Create(string name)
    {
        try
        {
            return _lastGood[name] = _factory.Create(name);
        }
        catch (Exception exception) when (_lastGood.TryGetValue(name, out var lastGood))
        {
            // Only the messages of our own rules are known to quote no value.
            var reason = exception is OptionsValidationException ? exception.Message : exception.GetType().Name;
            Log.ReloadRefused(logger, WebhookOptionsRules.Webhook(name), reason);
            return lastGood;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(10, LogLevel.Critical, "The changed options of {Webhook} are not valid: the ones before stay in force. {Reason}", EventName = "ReloadRefused")]
        public static partial void ReloadRefused(ILogger logger, string webhook, string reason);
    }
}
