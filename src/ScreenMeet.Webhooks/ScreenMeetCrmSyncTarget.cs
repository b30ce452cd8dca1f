using System.Collections.ObjectModel;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ScreenMeet.Webhooks;

/// <summary>The related entity in an external system, such as a CRM or ITSM (<c>crmSyncTarget</c>). Every property is <see langword="null"/> when it was not sent. Source: the type declarations of ScreenMeet's JavaScript SDK.</summary>
public sealed class ScreenMeetCrmSyncTarget
{
    private readonly JsonProperties<Known>? _json;

    /// <summary>Creates an entity without data, whose properties an initializer can set, for example in tests.</summary>
    public ScreenMeetCrmSyncTarget()
    {
    }

    internal ScreenMeetCrmSyncTarget(byte[] json, Range range) => _json = new(json, range);

    /// <summary><c>id</c>: the entity's id in the external system. A number is read as its text.</summary>
    [JsonPropertyName("id")]
    public string? Id { get => field ??= _json?.GetString(Known.id); init; }

    /// <summary><c>app</c>: the application that holds the entity.</summary>
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

    /// <summary>The properties with an unknown name or a value of an unexpected kind, name → value. Default: empty.</summary>
    [JsonIgnore]
    public IReadOnlyDictionary<string, JsonElement> AdditionalData { get => field ??= _json?.GetAdditionalData(IsTyped) ?? ReadOnlyDictionary<string, JsonElement>.Empty; init; }

    // The typed properties are written last, because the last of two properties with one name counts.
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

    // The names as ScreenMeet writes them.
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
