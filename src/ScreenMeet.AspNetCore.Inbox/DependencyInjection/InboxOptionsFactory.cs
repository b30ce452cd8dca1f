using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ScreenMeet.AspNetCore;

// Invalid options keep the application from starting. After the start, they come from a reload, which runs on a thread of the
// configuration. An exception there would end the process, so the previous options stay in use.
internal sealed class InboxOptionsFactory(
    IEnumerable<IConfigureOptions<ScreenMeetInboxOptions>> setups,
    IEnumerable<IPostConfigureOptions<ScreenMeetInboxOptions>> postConfigures,
    IEnumerable<IValidateOptions<ScreenMeetInboxOptions>> validations,
    ILogger<InboxOptionsFactory> logger) : IOptionsFactory<ScreenMeetInboxOptions>
{
    private readonly OptionsFactory<ScreenMeetInboxOptions> _factory = new(setups, postConfigures, validations);
    private readonly ConcurrentDictionary<string, ScreenMeetInboxOptions> _lastGood = new(StringComparer.Ordinal);

    public ScreenMeetInboxOptions Create(string name)
    {
        try
        {
            return _lastGood[name] = _factory.Create(name);
        }
        catch (Exception exception) when (_lastGood.TryGetValue(name, out var lastGood))
        {
            Log.ReloadRefused(logger, InboxMistakes.Webhook(name), exception.Message);
            return lastGood;
        }
    }
}
