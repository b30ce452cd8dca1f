using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ScreenMeet.AspNetCore;

// Invalid options keep the application from starting. After the start, they come from a reload, which runs on a thread of the
// configuration. An exception there would end the process, so the options are marked as unusable instead.
internal sealed class WebhookOptionsFactory(
    IEnumerable<IConfigureOptions<ScreenMeetWebhookOptions>> setups,
    IEnumerable<IPostConfigureOptions<ScreenMeetWebhookOptions>> postConfigures,
    IEnumerable<IValidateOptions<ScreenMeetWebhookOptions>> validations,
    ILogger<WebhookOptionsFactory> logger) : IOptionsFactory<ScreenMeetWebhookOptions>
{
    private readonly OptionsFactory<ScreenMeetWebhookOptions> _factory = new(setups, postConfigures, validations);

    // The names whose options have been valid at least once.
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
            // Only the messages of validators are known not to quote values.
            var reason = exception is OptionsValidationException ? exception.Message : exception.GetType().Name;
            Log.ReloadRefused(logger, Mistakes.Webhook(name), reason);
            return new() { IsUnusable = true };
        }
    }
}
