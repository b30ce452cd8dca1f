using System.Text.Json;
using System.Text.Json.Serialization;

namespace ScreenMeet.Webhooks;

/// <summary>The authenticated agent session that created the session, as <c>createdByAgentSession</c>. ScreenMeet's data is sparse: every field can be missing.</summary>
public sealed class ScreenMeetAgentSession
{
    private static readonly (string, JsonAttributes.Kind)[] s_typed =
    [
        ("id", JsonAttributes.IsString),
        ("sid", JsonAttributes.IsInt64),
        ("ExternalUserId", JsonAttributes.IsInt64),
        ("OrganizationId", JsonAttributes.IsInt64),
        ("CustomerId", JsonAttributes.IsInt64),
        ("provider", JsonAttributes.IsString),
        ("providerExternalId", JsonAttributes.IsString),
        ("name", JsonAttributes.IsString),
        ("roles", JsonAttributes.IsFlags),
        ("features", JsonAttributes.IsFlags),
        ("startedAt", JsonAttributes.IsTime),
        ("expiresAt", JsonAttributes.IsTime),
        ("lastActiveAt", JsonAttributes.IsTime),
        ("createdAt", JsonAttributes.IsTime),
        ("updatedAt", JsonAttributes.IsTime),
        ("isActive", JsonAttributes.IsBoolean),
        ("clientApp", JsonAttributes.IsString),
        ("userAgent", JsonAttributes.IsString),
        ("remoteIp", JsonAttributes.IsString),
    ];

    private readonly JsonAttributes? _json;

    /// <summary>Creates an empty one, to be filled by an initializer (in tests, for instance).</summary>
    public ScreenMeetAgentSession()
    {
    }

    internal ScreenMeetAgentSession(JsonAttributes json) => _json = json;

    /// <summary><c>id</c>: the agent session's id. A JSON number is read as its text.</summary>
    [JsonPropertyName("id")]
    public string? Id { get => _json is null ? field : field ??= _json.String("id"); init; }

    /// <summary><c>sid</c>: the agent session's number.</summary>
    [JsonPropertyName("sid")]
    public long? Sid { get => _json is null ? field : _json.Int64("sid"); init; }

    /// <summary><c>ExternalUserId</c>: the agent's number.</summary>
    [JsonPropertyName("ExternalUserId")]
    public long? ExternalUserId { get => _json is null ? field : _json.Int64("ExternalUserId"); init; }

    /// <summary><c>OrganizationId</c>: the organization's id at ScreenMeet.</summary>
    [JsonPropertyName("OrganizationId")]
    public long? OrganizationId { get => _json is null ? field : _json.Int64("OrganizationId"); init; }

    /// <summary><c>CustomerId</c>: the customer's id at ScreenMeet.</summary>
    [JsonPropertyName("CustomerId")]
    public long? CustomerId { get => _json is null ? field : _json.Int64("CustomerId"); init; }

    /// <summary><c>provider</c>: the external system that the agent came from, such as <c>snow-universal</c>.</summary>
    [JsonPropertyName("provider")]
    public string? Provider { get => _json is null ? field : field ??= _json.String("provider"); init; }

    /// <summary><c>providerExternalId</c>: the agent's organization in the external system.</summary>
    [JsonPropertyName("providerExternalId")]
    public string? ProviderExternalId { get => _json is null ? field : field ??= _json.String("providerExternalId"); init; }

    /// <summary><c>name</c>: the agent's name.</summary>
    [JsonPropertyName("name")]
    public string? Name { get => _json is null ? field : field ??= _json.String("name"); init; }

    /// <summary><c>roles</c>: the agent's roles, name → held or not (<c>api</c>, <c>agent</c>, <c>supervisor</c>, <c>group_admin</c>, …).</summary>
    [JsonPropertyName("roles")]
    public IReadOnlyDictionary<string, bool>? Roles { get => _json is null ? field : field ??= _json.Flags("roles"); init; }

    /// <summary><c>features</c>: the agent's features, name → on or off.</summary>
    [JsonPropertyName("features")]
    public IReadOnlyDictionary<string, bool>? Features { get => _json is null ? field : field ??= _json.Flags("features"); init; }

    /// <summary><c>startedAt</c>: when the agent session started. A time without an offset is read as UTC.</summary>
    [JsonPropertyName("startedAt")]
    public DateTimeOffset? StartedAt { get => _json is null ? field : _json.Time("startedAt"); init; }

    /// <summary><c>expiresAt</c>: when the agent session expires.</summary>
    [JsonPropertyName("expiresAt")]
    public DateTimeOffset? ExpiresAt { get => _json is null ? field : _json.Time("expiresAt"); init; }

    /// <summary><c>lastActiveAt</c>: when the agent was last active.</summary>
    [JsonPropertyName("lastActiveAt")]
    public DateTimeOffset? LastActiveAt { get => _json is null ? field : _json.Time("lastActiveAt"); init; }

    /// <summary><c>createdAt</c>: when the agent session was created.</summary>
    [JsonPropertyName("createdAt")]
    public DateTimeOffset? CreatedAt { get => _json is null ? field : _json.Time("createdAt"); init; }

    /// <summary><c>updatedAt</c>: when the agent session was last changed.</summary>
    [JsonPropertyName("updatedAt")]
    public DateTimeOffset? UpdatedAt { get => _json is null ? field : _json.Time("updatedAt"); init; }

    /// <summary><c>isActive</c>: whether the agent session is active.</summary>
    [JsonPropertyName("isActive")]
    public bool? IsActive { get => _json is null ? field : _json.Boolean("isActive"); init; }

    /// <summary><c>clientApp</c>: the application that the agent uses, such as <c>service-now-backend</c>.</summary>
    [JsonPropertyName("clientApp")]
    public string? ClientApp { get => _json is null ? field : field ??= _json.String("clientApp"); init; }

    /// <summary><c>userAgent</c>: the user agent of the agent's browser.</summary>
    [JsonPropertyName("userAgent")]
    public string? UserAgent { get => _json is null ? field : field ??= _json.String("userAgent"); init; }

    /// <summary><c>remoteIp</c>: the IP address that the agent came from.</summary>
    [JsonPropertyName("remoteIp")]
    public string? RemoteIp { get => _json is null ? field : field ??= _json.String("remoteIp"); init; }

    /// <summary>Every field that found no typed home: an unknown name, or a value of an unexpected kind. <see langword="null"/> when there is none.</summary>
    [JsonIgnore]
    public IReadOnlyDictionary<string, JsonElement>? AdditionalData { get => _json is null ? field : field ??= _json.Without(s_typed); init; }
}
