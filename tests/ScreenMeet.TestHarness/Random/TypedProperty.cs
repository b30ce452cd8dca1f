using System.Globalization;
using System.Text.Json;
using ScreenMeet.Webhooks;

namespace ScreenMeet.TestHarness;

// The documented properties of an event and of its inner objects. A path is a name, or the names of an object and of its
// property, such as user.id.
public sealed record TypedProperty(string Path, PropertyKind Kind, Func<ScreenMeetEvent, object?> Read)
{
    public static readonly IReadOnlyList<TypedProperty> All =
    [
        new("type", PropertyKind.Text, e => e.Type),
        new("ts", PropertyKind.Time, e => e.Timestamp),
        new("message", PropertyKind.Text, e => e.Message),
        new("id", PropertyKind.Text, e => e.SessionId),
        new("label", PropertyKind.Text, e => e.Label),
        new("userDescription", PropertyKind.Text, e => e.UserDescription),
        new("status", PropertyKind.Text, e => e.Status),
        new("user", PropertyKind.Part, e => e.User),
        new("user.id", PropertyKind.Number, e => e.User?.Id),
        new("user.name", PropertyKind.Text, e => e.User?.Name),
        new("user.email", PropertyKind.Text, e => e.User?.Email),
        new("user.externalId", PropertyKind.Text, e => e.User?.ExternalId),
        new("organization", PropertyKind.Part, e => e.Organization),
        new("organization.id", PropertyKind.Number, e => e.Organization?.Id),
        new("organization.name", PropertyKind.Text, e => e.Organization?.Name),
        new("organization.provider", PropertyKind.Text, e => e.Organization?.Provider),
        new("organization.externalId", PropertyKind.Text, e => e.Organization?.ExternalId),
        new("organization.CustomerId", PropertyKind.Number, e => e.Organization?.CustomerId),
        new("createdByAgentSession", PropertyKind.Part, e => e.CreatedByAgentSession),
        new("createdByAgentSession.id", PropertyKind.Text, e => e.CreatedByAgentSession?.Id),
        new("createdByAgentSession.sid", PropertyKind.Number, e => e.CreatedByAgentSession?.Sid),
        new("createdByAgentSession.ExternalUserId", PropertyKind.Number, e => e.CreatedByAgentSession?.ExternalUserId),
        new("createdByAgentSession.OrganizationId", PropertyKind.Number, e => e.CreatedByAgentSession?.OrganizationId),
        new("createdByAgentSession.CustomerId", PropertyKind.Number, e => e.CreatedByAgentSession?.CustomerId),
        new("createdByAgentSession.provider", PropertyKind.Text, e => e.CreatedByAgentSession?.Provider),
        new("createdByAgentSession.providerExternalId", PropertyKind.Text, e => e.CreatedByAgentSession?.ProviderExternalId),
        new("createdByAgentSession.name", PropertyKind.Text, e => e.CreatedByAgentSession?.Name),
        new("createdByAgentSession.roles", PropertyKind.Flags, e => e.CreatedByAgentSession?.Roles),
        new("createdByAgentSession.features", PropertyKind.Flags, e => e.CreatedByAgentSession?.Features),
        new("createdByAgentSession.startedAt", PropertyKind.Time, e => e.CreatedByAgentSession?.StartedAt),
        new("createdByAgentSession.expiresAt", PropertyKind.Time, e => e.CreatedByAgentSession?.ExpiresAt),
        new("createdByAgentSession.lastActiveAt", PropertyKind.Time, e => e.CreatedByAgentSession?.LastActiveAt),
        new("createdByAgentSession.createdAt", PropertyKind.Time, e => e.CreatedByAgentSession?.CreatedAt),
        new("createdByAgentSession.updatedAt", PropertyKind.Time, e => e.CreatedByAgentSession?.UpdatedAt),
        new("createdByAgentSession.isActive", PropertyKind.Flag, e => e.CreatedByAgentSession?.IsActive),
        new("createdByAgentSession.clientApp", PropertyKind.Text, e => e.CreatedByAgentSession?.ClientApp),
        new("createdByAgentSession.userAgent", PropertyKind.Text, e => e.CreatedByAgentSession?.UserAgent),
        new("createdByAgentSession.remoteIp", PropertyKind.Text, e => e.CreatedByAgentSession?.RemoteIp),
        new("crmSyncTarget", PropertyKind.Part, e => e.CrmSyncTarget),
        new("crmSyncTarget.id", PropertyKind.Text, e => e.CrmSyncTarget?.Id),
        new("crmSyncTarget.app", PropertyKind.Text, e => e.CrmSyncTarget?.App),
        new("crmSyncTarget.type", PropertyKind.Text, e => e.CrmSyncTarget?.Type),
        new("crmSyncTarget.name", PropertyKind.Text, e => e.CrmSyncTarget?.Name),
        new("crmSyncTarget.sync", PropertyKind.Flag, e => e.CrmSyncTarget?.Sync),
        new("crmSyncTarget.provider", PropertyKind.Text, e => e.CrmSyncTarget?.Provider),
        new("settings", PropertyKind.Map, e => e.Settings),
        new("device", PropertyKind.Map, e => e.Device),
        new("stats", PropertyKind.Map, e => e.Stats),
        new("seconds", PropertyKind.Number, e => e.Seconds),
    ];

    // The paths of the event itself and of its typed objects.
    public static readonly IReadOnlyList<string> Owners = ["", .. All.Where(a => a.Kind == PropertyKind.Part).Select(a => a.Path)];

    public string Owner => Path.Contains('.') ? Path[..Path.IndexOf('.')] : "";

    public string Name => Path[(Path.IndexOf('.') + 1)..];

    public static TypedProperty At(string path) => All.Single(a => a.Path == path);

    public static IEnumerable<TypedProperty> Of(params PropertyKind[] kinds) => All.Where(a => kinds.Contains(a.Kind));

    public static IReadOnlyDictionary<string, JsonElement>? AdditionalData(ScreenMeetEvent read, string owner) => owner switch
    {
        "" => read.AdditionalData,
        "user" => read.User?.AdditionalData,
        "organization" => read.Organization?.AdditionalData,
        "createdByAgentSession" => read.CreatedByAgentSession?.AdditionalData,
        "crmSyncTarget" => read.CrmSyncTarget?.AdditionalData,
        _ => throw new ArgumentOutOfRangeException(nameof(owner), owner, "There is no such object."),
    };

    // Returns an event with every documented property. The property at path has the given value.
    public static string Json(string path, string value) => Json("", path, value);

    // Returns all values of an event as text.
    public static string[] Show(ScreenMeetEvent read) =>
    [
        .. All.Select(a => $"{a.Path}: {Show(a.Read(read))}"),
        .. Owners.Select(owner => $"{owner}.AdditionalData: {Show(AdditionalData(read, owner))}"),
        $"RawJson: {Convert.ToHexString(read.RawJson.Span)}",
        $"Fingerprint: {read.Fingerprint}",
    ];

    public static string Show(object? value) => value switch
    {
        null => "nothing",
        string text => $"\"{text}\"",
        DateTimeOffset time => time.ToString("O", CultureInfo.InvariantCulture),
        IReadOnlyDictionary<string, bool> flags => Show(flags.Select(flag => (flag.Key, flag.Value.ToString()))),
        IReadOnlyDictionary<string, JsonElement> map => Show(map.Select(entry => (entry.Key, entry.Value.GetRawText()))),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string Show(IEnumerable<(string Name, string Value)> entries) =>
        "{" + string.Join(", ", entries.OrderBy(entry => entry.Name, StringComparer.Ordinal).Select(entry => $"\"{entry.Name}\": {entry.Value}")) + "}";

    private static string Json(string owner, string path, string value) =>
        "{" + string.Join(',', All.Where(a => a.Owner == owner).Select(a => $"\"{a.Name}\":{(a.Path == path ? value : a.Usual(path, value))}")) + "}";

    public string Usual(string path, string value) => Kind switch
    {
        PropertyKind.Text => "\"text\"",
        PropertyKind.Number => "7",
        PropertyKind.Time => "\"2021-08-09T16:45:57.000Z\"",
        PropertyKind.Flag => "true",
        PropertyKind.Flags => """{"agent":true,"supervisor":false}""",
        PropertyKind.Map => """{"name":"value"}""",
        PropertyKind.Part => Json(Path, path, value),
        _ => throw new InvalidOperationException($"{Kind} has no usual value."),
    };
}
