using System.Collections.Concurrent;

namespace ScreenMeet.AspNetCore;

// The states of all webhooks, which are created when they are first needed.
internal sealed class WebhookStates
{
    private readonly ConcurrentDictionary<string, WebhookState> _states = new(StringComparer.Ordinal);

    public WebhookState Get(string name) => _states.GetOrAdd(name, static name => new(name));
}
