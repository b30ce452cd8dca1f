using System.Collections.ObjectModel;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ScreenMeet.Webhooks;

/// <summary>The agent who created the session, as <c>user</c>. ScreenMeet's data is sparse: every property can be missing.</summary>
public sealed class ScreenMeetUser
{
    private readonly JsonProperties<Known>? _json;

    /// <summary>Creates an empty one, to be filled by an initializer (in tests, for instance).</summary>
    public ScreenMeetUser()
    {
    }

    internal ScreenMeetUser(byte[] json, Range range) => _json = new(json, range);

    /// <summary><c>id</c>: the user's id at ScreenMeet.</summary>
    [JsonPropertyName("id")]
    public long? Id { get => field ?? _json?.GetInt64(Known.id); init; }

    /// <summary><c>name</c>: the user's name.</summary>
    [JsonPropertyName("name")]
    public string? Name { get => field ??= _json?.GetString(Known.name); init; }

    /// <summary><c>email</c>: the user's e-mail address.</summary>
    [JsonPropertyName("email")]
    public string? Email { get => field ??= _json?.GetString(Known.email); init; }

    /// <summary><c>externalId</c>: the user's id in the external system (CRM, ITSM).</summary>
    [JsonPropertyName("externalId")]
    public string? ExternalId { get => field ??= _json?.GetString(Known.externalId); init; }

    /// <summary>Every property without a typed counterpart: an unknown name, or a value of an unexpected kind. Empty when there are none.</summary>
    [JsonIgnore]
    public IReadOnlyDictionary<string, JsonElement> AdditionalData { get => field ??= _json?.GetAdditionalData(IsTyped) ?? ReadOnlyDictionary<string, JsonElement>.Empty; init; }

    // The typed properties come last: of two properties with one name, the last counts.
    internal void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteAll(AdditionalData);
        writer.WriteUnlessNull("id", Id);
        writer.WriteUnlessNull("name", Name);
        writer.WriteUnlessNull("email", Email);
        writer.WriteUnlessNull("externalId", ExternalId);
        writer.WriteEndObject();
    }

    private static bool IsTyped(Known name, ReadOnlySpan<byte> value) => name switch
    {
        Known.id => JsonValue.IsInt64(value),
        _ => JsonValue.IsString(value),
    };

    // As they are written at ScreenMeet.
    private enum Known
    {
        id,
        name,
        email,
        externalId,
    }
}
