using System.Globalization;
using System.Text.Json;

namespace ScreenMeet.Webhooks.Tests;

internal enum Kind
{
    Text,
    Number,
    Time,
    Flag,
    Flags,
    Map,
    Part,
}

// The documented properties of an event and of its inner objects. A path is a name, or the names of an object and of its
// property: user.id.
internal sealed record TypedProperty(string Path, Kind Kind, Func<ScreenMeetEvent, object?> Read)
{
    public static readonly IReadOnlyList<TypedProperty> All =
    [
        new("type", Kind.Text, e => e.Type),
        new("ts", Kind.Time, e => e.Timestamp),
        new("message", Kind.Text, e => e.Message),
        new("id", Kind.Text, e => e.SessionId),
        new("label", Kind.Text, e => e.Label),
        new("userDescription", Kind.Text, e => e.UserDescription),
        new("status", Kind.Text, e => e.Status),
        new("user", Kind.Part, e => e.User),
        new("user.id", Kind.Number, e => e.User?.Id),
        new("user.name", Kind.Text, e => e.User?.Name),
        new("user.email", Kind.Text, e => e.User?.Email),
        new("user.externalId", Kind.Text, e => e.User?.ExternalId),
        new("organization", Kind.Part, e => e.Organization),
        new("organization.id", Kind.Number, e => e.Organization?.Id),
        new("organization.name", Kind.Text, e => e.Organization?.Name),
        new("organization.provider", Kind.Text, e => e.Organization?.Provider),
        new("organization.externalId", Kind.Text, e => e.Organization?.ExternalId),
        new("organization.CustomerId", Kind.Number, e => e.Organization?.CustomerId),
        new("createdByAgentSession", Kind.Part, e => e.CreatedByAgentSession),
        new("createdByAgentSession.id", Kind.Text, e => e.CreatedByAgentSession?.Id),
        new("createdByAgentSession.sid", Kind.Number, e => e.CreatedByAgentSession?.Sid),
        new("createdByAgentSession.ExternalUserId", Kind.Number, e => e.CreatedByAgentSession?.ExternalUserId),
        new("createdByAgentSession.OrganizationId", Kind.Number, e => e.CreatedByAgentSession?.OrganizationId),
        new("createdByAgentSession.CustomerId", Kind.Number, e => e.CreatedByAgentSession?.CustomerId),
        new("createdByAgentSession.provider", Kind.Text, e => e.CreatedByAgentSession?.Provider),
        new("createdByAgentSession.providerExternalId", Kind.Text, e => e.CreatedByAgentSession?.ProviderExternalId),
        new("createdByAgentSession.name", Kind.Text, e => e.CreatedByAgentSession?.Name),
        new("createdByAgentSession.roles", Kind.Flags, e => e.CreatedByAgentSession?.Roles),
        new("createdByAgentSession.features", Kind.Flags, e => e.CreatedByAgentSession?.Features),
        new("createdByAgentSession.startedAt", Kind.Time, e => e.CreatedByAgentSession?.StartedAt),
        new("createdByAgentSession.expiresAt", Kind.Time, e => e.CreatedByAgentSession?.ExpiresAt),
        new("createdByAgentSession.lastActiveAt", Kind.Time, e => e.CreatedByAgentSession?.LastActiveAt),
        new("createdByAgentSession.createdAt", Kind.Time, e => e.CreatedByAgentSession?.CreatedAt),
        new("createdByAgentSession.updatedAt", Kind.Time, e => e.CreatedByAgentSession?.UpdatedAt),
        new("createdByAgentSession.isActive", Kind.Flag, e => e.CreatedByAgentSession?.IsActive),
        new("createdByAgentSession.clientApp", Kind.Text, e => e.CreatedByAgentSession?.ClientApp),
        new("createdByAgentSession.userAgent", Kind.Text, e => e.CreatedByAgentSession?.UserAgent),
        new("createdByAgentSession.remoteIp", Kind.Text, e => e.CreatedByAgentSession?.RemoteIp),
        new("crmSyncTarget", Kind.Part, e => e.CrmSyncTarget),
        new("crmSyncTarget.id", Kind.Text, e => e.CrmSyncTarget?.Id),
        new("crmSyncTarget.app", Kind.Text, e => e.CrmSyncTarget?.App),
        new("crmSyncTarget.type", Kind.Text, e => e.CrmSyncTarget?.Type),
        new("crmSyncTarget.name", Kind.Text, e => e.CrmSyncTarget?.Name),
        new("crmSyncTarget.sync", Kind.Flag, e => e.CrmSyncTarget?.Sync),
        new("crmSyncTarget.provider", Kind.Text, e => e.CrmSyncTarget?.Provider),
        new("settings", Kind.Map, e => e.Settings),
        new("device", Kind.Map, e => e.Device),
        new("stats", Kind.Map, e => e.Stats),
        new("seconds", Kind.Number, e => e.Seconds),
    ];

    // The paths of the event itself and of its typed objects.
    public static readonly IReadOnlyList<string> Owners = ["", .. All.Where(a => a.Kind == Kind.Part).Select(a => a.Path)];

    public string Owner => Path.Contains('.') ? Path[..Path.IndexOf('.')] : "";

    public string Name => Path[(Path.IndexOf('.') + 1)..];

    public static TypedProperty At(string path) => All.Single(a => a.Path == path);

    public static IEnumerable<TypedProperty> Of(params Kind[] kinds) => All.Where(a => kinds.Contains(a.Kind));

    public static IReadOnlyDictionary<string, JsonElement>? AdditionalData(ScreenMeetEvent read, string owner) => owner switch
    {
        "" => read.AdditionalData,
        "user" => read.User?.AdditionalData,
        "organization" => read.Organization?.AdditionalData,
        "createdByAgentSession" => read.CreatedByAgentSession?.AdditionalData,
        "crmSyncTarget" => read.CrmSyncTarget?.AdditionalData,
        _ => throw new ArgumentOutOfRangeException(nameof(owner), owner, "There is no such object."),
    };

    // An event with every documented property. The one at path has the given value.
    public static string Json(string path, string value) => Json("", path, value);

    // Everything that an event returns, as text.
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
        Kind.Text => "\"text\"",
        Kind.Number => "7",
        Kind.Time => "\"2021-08-09T16:45:57.000Z\"",
        Kind.Flag => "true",
        Kind.Flags => """{"agent":true,"supervisor":false}""",
        Kind.Map => """{"name":"value"}""",
        Kind.Part => Json(Path, path, value),
        _ => throw new InvalidOperationException($"{Kind} has no usual value."),
    };
}
