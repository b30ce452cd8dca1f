using System.Text.Json;

namespace ScreenMeet.AspNetCore;

// The event types that this node has handlers for, and those of the node that started last. In a rolling deployment, an older node must
// not count an event as handled that only a newer node has a handler for.
internal sealed class HandledTypes
{
    private readonly IReadOnlySet<string>? _own;

    // Replaced as a whole, because several lanes read it while one updates it.
    private volatile Newest _newest;

    // Null stands for every type, in the database too.
    public HandledTypes(IReadOnlySet<string>? own)
    {
        _own = own;
        _newest = new(Version: -1, own, AreDifferent: false);
        Text = own is null ? null : JsonSerializer.Serialize(own.Order(StringComparer.Ordinal));
    }

    public string? Text { get; }

    public long Version => _newest.Version;

    public void Update(string? newest, long version) =>
        _newest = new(version, newest is null ? null : JsonSerializer.Deserialize<HashSet<string>>(newest), newest != Text);

    public bool AreForNewer(string? eventType) =>
        _newest is { AreDifferent: true, Types: var types } && !Contains(_own, eventType) && Contains(types, eventType);

    private static bool Contains(IReadOnlySet<string>? types, string? eventType) => types is null || (eventType is not null && types.Contains(eventType));

    private sealed record Newest(long Version, IReadOnlySet<string>? Types, bool AreDifferent);
}
