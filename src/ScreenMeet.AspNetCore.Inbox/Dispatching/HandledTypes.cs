using System.Text.Json;

namespace ScreenMeet.AspNetCore;

// The event types that this node has handlers for, and those of the node that started last. In a rolling deployment, an older node must
// not count an event as handled that only a newer node has a handler for.
internal sealed class HandledTypes
{
    private readonly IReadOnlySet<string>? _own;
    private IReadOnlySet<string>? _newest;
    private bool _areDifferent;

    // Null stands for every type, in the database too.
    public HandledTypes(IReadOnlySet<string>? own)
    {
        _own = own;
        _newest = own;
        Text = own is null ? null : JsonSerializer.Serialize(own.Order(StringComparer.Ordinal));
    }

    public string? Text { get; }

    public long Version { get; private set; } = -1;

    public void Update(string? newest, long version)
    {
        Version = version;
        _newest = newest is null ? null : JsonSerializer.Deserialize<HashSet<string>>(newest);
        _areDifferent = newest != Text;
    }

    public bool AreForNewer(string? eventType) => _areDifferent && !Contains(_own, eventType) && Contains(_newest, eventType);

    private static bool Contains(IReadOnlySet<string>? types, string? eventType) => types is null || (eventType is not null && types.Contains(eventType));
}
