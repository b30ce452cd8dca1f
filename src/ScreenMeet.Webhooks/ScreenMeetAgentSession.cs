using System.Collections.ObjectModel;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ScreenMeet.Webhooks;

/// <summary>The authenticated agent session that created the session (<c>createdByAgentSession</c>). Every property is <see langword="null"/> when it was not sent. Source: the type declarations of ScreenMeet's JavaScript SDK.</summary>
public sealed class ScreenMeetAgentSession
{
    private readonly JsonProperties<Known>? _json;

    /// <summary>Creates an agent session without data, whose properties an initializer can set, for example in tests.</summary>
    public ScreenMeetAgentSession()
    {
    }

    internal ScreenMeetAgentSession(byte[] json, Range range) => _json = new(json, range);

    /// <summary><c>id</c>: the agent session's id. A number is read as its text. Until <see cref="ExpiresAt"/>, it can be a live API token: do not show or log it.</summary>
    [JsonPropertyName("id")]
    public string? Id { get => field ??= _json?.GetString(Known.id); init; }

    /// <summary><c>sid</c>: the agent session's number. A string of digits is read as a number.</summary>
    [JsonPropertyName("sid")]
    public long? Sid { get => field ?? _json?.GetInt64(Known.sid); init; }

    /// <summary><c>ExternalUserId</c>: the agent's number.</summary>
    [JsonPropertyName("ExternalUserId")]
    public long? ExternalUserId { get => field ?? _json?.GetInt64(Known.ExternalUserId); init; }

    /// <summary><c>OrganizationId</c>: the organization's id at ScreenMeet.</summary>
    [JsonPropertyName("OrganizationId")]
    public long? OrganizationId { get => field ?? _json?.GetInt64(Known.OrganizationId); init; }

    /// <summary><c>CustomerId</c>: the customer's id at ScreenMeet.</summary>
    [JsonPropertyName("CustomerId")]
    public long? CustomerId { get => field ?? _json?.GetInt64(Known.CustomerId); init; }

    /// <summary><c>provider</c>: the external system that the agent came from, such as <c>snow-universal</c>.</summary>
    [JsonPropertyName("provider")]
    public string? Provider { get => field ??= _json?.GetSharedString(Known.provider); init; }

    /// <summary><c>providerExternalId</c>: the agent's organization in the external system.</summary>
    [JsonPropertyName("providerExternalId")]
    public string? ProviderExternalId { get => field ??= _json?.GetString(Known.providerExternalId); init; }

    /// <summary><c>name</c>: the agent's name.</summary>
    [JsonPropertyName("name")]
    public string? Name { get => field ??= _json?.GetString(Known.name); init; }

    /// <summary><c>roles</c>: the agent's roles, name → whether the agent has the role (<c>api</c>, <c>agent</c>, <c>supervisor</c>, <c>group_admin</c>, …). <see langword="null"/> when a value is not a boolean.</summary>
    [JsonPropertyName("roles")]
    public IReadOnlyDictionary<string, bool>? Roles { get => field ??= _json?.GetFlags(Known.roles); init; }

    /// <summary><c>features</c>: the agent's features, name → whether the feature is on. <see langword="null"/> when a value is not a boolean.</summary>
    [JsonPropertyName("features")]
    public IReadOnlyDictionary<string, bool>? Features { get => field ??= _json?.GetFlags(Known.features); init; }

    /// <summary><c>startedAt</c>: when the agent session started. A time without an offset is read as UTC.</summary>
    [JsonPropertyName("startedAt")]
    public DateTimeOffset? StartedAt { get => field ?? _json?.GetTime(Known.startedAt); init; }

    /// <summary><c>expiresAt</c>: when the agent session expires. A time without an offset is read as UTC.</summary>
    [JsonPropertyName("expiresAt")]
    public DateTimeOffset? ExpiresAt { get => field ?? _json?.GetTime(Known.expiresAt); init; }

    /// <summary><c>lastActiveAt</c>: when the agent was last active. A time without an offset is read as UTC.</summary>
    [JsonPropertyName("lastActiveAt")]
    public DateTimeOffset? LastActiveAt { get => field ?? _json?.GetTime(Known.lastActiveAt); init; }

    /// <summary><c>createdAt</c>: when the agent session was created. A time without an offset is read as UTC.</summary>
    [JsonPropertyName("createdAt")]
    public DateTimeOffset? CreatedAt { get => field ?? _json?.GetTime(Known.createdAt); init; }

    /// <summary><c>updatedAt</c>: when the agent session was last changed. A time without an offset is read as UTC.</summary>
    [JsonPropertyName("updatedAt")]
    public DateTimeOffset? UpdatedAt { get => field ?? _json?.GetTime(Known.updatedAt); init; }

    /// <summary><c>isActive</c>: whether the agent session is active.</summary>
    [JsonPropertyName("isActive")]
    public bool? IsActive { get => field ?? _json?.GetBoolean(Known.isActive); init; }

    /// <summary><c>clientApp</c>: the agent's application, such as <c>service-now-backend</c>.</summary>
    [JsonPropertyName("clientApp")]
    public string? ClientApp { get => field ??= _json?.GetSharedString(Known.clientApp); init; }

    /// <summary><c>userAgent</c>: the <c>User-Agent</c> of the agent's browser.</summary>
    [JsonPropertyName("userAgent")]
    public string? UserAgent { get => field ??= _json?.GetString(Known.userAgent); init; }

    /// <summary><c>remoteIp</c>: the IP address of the agent.</summary>
    [JsonPropertyName("remoteIp")]
    public string? RemoteIp { get => field ??= _json?.GetString(Known.remoteIp); init; }

    /// <summary>The properties with an unknown name or a value of an unexpected kind, name → value. Default: empty.</summary>
    [JsonIgnore]
    public IReadOnlyDictionary<string, JsonElement> AdditionalData { get => field ??= _json?.GetAdditionalData(IsTyped) ?? ReadOnlyDictionary<string, JsonElement>.Empty; init; }

    // The typed properties are written last, because the last of two properties with one name counts.
    internal void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteAll(AdditionalData);
        writer.WriteUnlessNull("id", Id);
        writer.WriteUnlessNull("sid", Sid);
        writer.WriteUnlessNull("ExternalUserId", ExternalUserId);
        writer.WriteUnlessNull("OrganizationId", OrganizationId);
        writer.WriteUnlessNull("CustomerId", CustomerId);
        writer.WriteUnlessNull("provider", Provider);
        writer.WriteUnlessNull("providerExternalId", ProviderExternalId);
        writer.WriteUnlessNull("name", Name);
        writer.WriteUnlessNull("roles", Roles);
        writer.WriteUnlessNull("features", Features);
        writer.WriteUnlessNull("startedAt", StartedAt);
        writer.WriteUnlessNull("expiresAt", ExpiresAt);
        writer.WriteUnlessNull("lastActiveAt", LastActiveAt);
        writer.WriteUnlessNull("createdAt", CreatedAt);
        writer.WriteUnlessNull("updatedAt", UpdatedAt);
        writer.WriteUnlessNull("isActive", IsActive);
        writer.WriteUnlessNull("clientApp", ClientApp);
        writer.WriteUnlessNull("userAgent", UserAgent);
        writer.WriteUnlessNull("remoteIp", RemoteIp);
        writer.WriteEndObject();
    }

    private bool IsTyped(Known name, ReadOnlySpan<byte> value) => name switch
    {
        Known.sid or Known.ExternalUserId or Known.OrganizationId or Known.CustomerId => JsonValue.IsInt64(value),
        Known.roles => Roles is not null,
        Known.features => Features is not null,
        Known.startedAt or Known.expiresAt or Known.lastActiveAt or Known.createdAt or Known.updatedAt => JsonValue.IsTime(value),
        Known.isActive => JsonValue.IsBoolean(value),
        _ => JsonValue.IsString(value),
    };

    // The names as ScreenMeet writes them.
    private enum Known
    {
        id,
        sid,
        ExternalUserId,
        OrganizationId,
        CustomerId,
        provider,
        providerExternalId,
        name,
        roles,
        features,
        startedAt,
        expiresAt,
        lastActiveAt,
        createdAt,
        updatedAt,
        isActive,
        clientApp,
        userAgent,
        remoteIp,
    }
}
