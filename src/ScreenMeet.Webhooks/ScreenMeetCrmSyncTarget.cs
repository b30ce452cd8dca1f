using System.Collections.ObjectModel;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ScreenMeet.Webhooks;

/// <summary>The related entity in an external system, a CRM or ITSM, as <c>crmSyncTarget</c>. ScreenMeet's data is sparse: every property can be missing.</summary>
public sealed class ScreenMeetCrmSyncTarget
{
    private readonly JsonProperties<Known>? _json;

    /// <summary>Creates an empty one, to be filled by an initializer (in tests, for instance).</summary>
    public ScreenMeetCrmSyncTarget()
    {
    }

    internal ScreenMeetCrmSyncTarget(byte[] json, Range range) => _json = new(json, range);

    /// <summary><c>id</c>: the entity's id in the external system. A JSON number is read as its text.</summary>
    [JsonPropertyName("id")]
    public string? Id { get => field ??= _json?.GetString(Known.id); init; }

    /// <summary><c>app</c>: the application that the entity lives in.</summary>
    [JsonPropertyName("app")]
    public string? App { get => field ??= _json?.GetSharedString(Known.app); init; }

    /// <summary><c>type</c>: the kind of entity, such as <c>case</c> or <c>incident</c>.</summary>
    [JsonPropertyName("type")]
    public string? Type { get => field ??= _json?.GetSharedString(Known.type); init; }

    /// <summary><c>name</c>: the entity's name.</summary>
    [JsonPropertyName("name")]
    public string? Name { get => field ??= _json?.GetString(Known.name); init; }

    /// <summary><c>sync</c>: whether session data is written back to the entity.</summary>
    [JsonPropertyName("sync")]
    public bool? Sync { get => field ?? _json?.GetBoolean(Known.sync); init; }

    /// <summary><c>provider</c>: the external system.</summary>
    [JsonPropertyName("provider")]
    public string? Provider { get => field ??= _json?.GetSharedString(Known.provider); init; }

    /// <summary>Every property without a typed counterpart: an unknown name, or a value of an unexpected kind. Empty when there are none.</summary>
    [JsonIgnore]
    public IReadOnlyDictionary<string, JsonElement> AdditionalData { get => field ??= _json?.GetAdditionalData(IsTyped) ?? ReadOnlyDictionary<string, JsonElement>.Empty; init; }

    // The typed properties come last: of two properties with one name, the last counts.
    internal void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteAll(AdditionalData);
        writer.WriteUnlessNull("id", Id);
        writer.WriteUnlessNull("app", App);
        writer.WriteUnlessNull("type", Type);
        writer.WriteUnlessNull("name", Name);
        writer.WriteUnlessNull("sync", Sync);
        writer.WriteUnlessNull("provider", Provider);
        writer.WriteEndObject();
    }

    private static bool IsTyped(Known name, ReadOnlySpan<byte> value) => name switch
    {
        Known.sync => JsonValue.IsBoolean(value),
        _ => JsonValue.IsString(value),
    };

    // As they are written at ScreenMeet.
    private enum Known
    {
        id,
        app,
        type,
        name,
        sync,
        provider,
    }
}
