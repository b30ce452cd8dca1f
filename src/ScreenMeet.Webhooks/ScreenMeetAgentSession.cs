using System.Text.Json;
using System.Text.Json.Serialization;

namespace ScreenMeet.Webhooks;

/// <summary>The authenticated agent session that created the session, as <c>createdByAgentSession</c>. ScreenMeet's data is sparse: every field can be missing.</summary>
public sealed class ScreenMeetAgentSession
{
    private static readonly Dictionary<string, Func<ScreenMeetAgentSession, object?>> s_typed = new()
    {
        ["id"] = static part => part.Id,
        ["sid"] = static part => part.Sid,
        ["ExternalUserId"] = static part => part.ExternalUserId,
        ["OrganizationId"] = static part => part.OrganizationId,
        ["CustomerId"] = static part => part.CustomerId,
        ["provider"] = static part => part.Provider,
        ["providerExternalId"] = static part => part.ProviderExternalId,
        ["name"] = static part => part.Name,
        ["roles"] = static part => part.Roles,
        ["features"] = static part => part.Features,
        ["startedAt"] = static part => part.StartedAt,
        ["expiresAt"] = static part => part.ExpiresAt,
        ["lastActiveAt"] = static part => part.LastActiveAt,
        ["createdAt"] = static part => part.CreatedAt,
        ["updatedAt"] = static part => part.UpdatedAt,
        ["isActive"] = static part => part.IsActive,
        ["clientApp"] = static part => part.ClientApp,
        ["userAgent"] = static part => part.UserAgent,
        ["remoteIp"] = static part => part.RemoteIp,
    };

    private readonly JsonAttributes? _json;

    /// <summary>Creates an empty one, to be filled by an initializer (in tests, for instance).</summary>
    public ScreenMeetAgentSession()
    {
    }

    internal ScreenMeetAgentSession(JsonAttributes json) => _json = json;

    /// <summary><c>id</c>: the agent session's id. A JSON number is read as its text.</summary>
    [JsonPropertyName("id")]
    public string? Id { get => _json is null ? field : field ??= _json.String("id"u8); init; }

    /// <summary><c>sid</c>: the agent session's number.</summary>
    [JsonPropertyName("sid")]
    public long? Sid { get => _json is null ? field : _json.Int64("sid"u8); init; }

    /// <summary><c>ExternalUserId</c>: the agent's number.</summary>
    [JsonPropertyName("ExternalUserId")]
    public long? ExternalUserId { get => _json is null ? field : _json.Int64("ExternalUserId"u8); init; }

    /// <summary><c>OrganizationId</c>: the organization's id at ScreenMeet.</summary>
    [JsonPropertyName("OrganizationId")]
    public long? OrganizationId { get => _json is null ? field : _json.Int64("OrganizationId"u8); init; }

    /// <summary><c>CustomerId</c>: the customer's id at ScreenMeet.</summary>
    [JsonPropertyName("CustomerId")]
    public long? CustomerId { get => _json is null ? field : _json.Int64("CustomerId"u8); init; }

    /// <summary><c>provider</c>: the external system that the agent came from, such as <c>snow-universal</c>.</summary>
    [JsonPropertyName("provider")]
    public string? Provider { get => _json is null ? field : field ??= _json.String("provider"u8); init; }

    /// <summary><c>providerExternalId</c>: the agent's organization in the external system.</summary>
    [JsonPropertyName("providerExternalId")]
    public string? ProviderExternalId { get => _json is null ? field : field ??= _json.String("providerExternalId"u8); init; }

    /// <summary><c>name</c>: the agent's name.</summary>
    [JsonPropertyName("name")]
    public string? Name { get => _json is null ? field : field ??= _json.String("name"u8); init; }

    /// <summary><c>roles</c>: the agent's roles, name → held or not (<c>api</c>, <c>agent</c>, <c>supervisor</c>, <c>group_admin</c>, …).</summary>
    [JsonPropertyName("roles")]
    public IReadOnlyDictionary<string, bool>? Roles { get => _json is null ? field : field ??= _json.Flags("roles"u8); init; }

    /// <summary><c>features</c>: the agent's features, name → on or off.</summary>
    [JsonPropertyName("features")]
    public IReadOnlyDictionary<string, bool>? Features { get => _json is null ? field : field ??= _json.Flags("features"u8); init; }

    /// <summary><c>startedAt</c>: when the agent session started. A time without an offset is read as UTC.</summary>
    [JsonPropertyName("startedAt")]
    public DateTimeOffset? StartedAt { get => _json is null ? field : _json.DateTimeOffset("startedAt"u8); init; }

    /// <summary><c>expiresAt</c>: when the agent session expires.</summary>
    [JsonPropertyName("expiresAt")]
    public DateTimeOffset? ExpiresAt { get => _json is null ? field : _json.DateTimeOffset("expiresAt"u8); init; }

    /// <summary><c>lastActiveAt</c>: when the agent was last active.</summary>
    [JsonPropertyName("lastActiveAt")]
    public DateTimeOffset? LastActiveAt { get => _json is null ? field : _json.DateTimeOffset("lastActiveAt"u8); init; }

    /// <summary><c>createdAt</c>: when the agent session was created.</summary>
    [JsonPropertyName("createdAt")]
    public DateTimeOffset? CreatedAt { get => _json is null ? field : _json.DateTimeOffset("createdAt"u8); init; }

    /// <summary><c>updatedAt</c>: when the agent session was last changed.</summary>
    [JsonPropertyName("updatedAt")]
    public DateTimeOffset? UpdatedAt { get => _json is null ? field : _json.DateTimeOffset("updatedAt"u8); init; }

    /// <summary><c>isActive</c>: whether the agent session is active.</summary>
    [JsonPropertyName("isActive")]
    public bool? IsActive { get => _json is null ? field : _json.Boolean("isActive"u8); init; }

    /// <summary><c>clientApp</c>: the application that the agent uses, such as <c>service-now-backend</c>.</summary>
    [JsonPropertyName("clientApp")]
    public string? ClientApp { get => _json is null ? field : field ??= _json.String("clientApp"u8); init; }

    /// <summary><c>userAgent</c>: the user agent of the agent's browser.</summary>
    [JsonPropertyName("userAgent")]
    public string? UserAgent { get => _json is null ? field : field ??= _json.String("userAgent"u8); init; }

    /// <summary><c>remoteIp</c>: the IP address that the agent came from.</summary>
    [JsonPropertyName("remoteIp")]
    public string? RemoteIp { get => _json is null ? field : field ??= _json.String("remoteIp"u8); init; }

    /// <summary>Every field that found no typed home: an unknown name, or a value of an unexpected kind. <see langword="null"/> when there is none.</summary>
    [JsonIgnore]
    public IReadOnlyDictionary<string, JsonElement>? AdditionalData { get => _json is null ? field : field ??= _json.Without(this, s_typed); init; }
}
