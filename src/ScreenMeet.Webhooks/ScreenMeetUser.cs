using System.Collections.ObjectModel;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ScreenMeet.Webhooks;

/// <summary>The agent who created the session (<c>user</c>). Every property is <see langword="null"/> when it was not sent. Source: the type declarations of ScreenMeet's JavaScript SDK.</summary>
public sealed class ScreenMeetUser
{
    private readonly JsonProperties<Known>? _json;

    /// <summary>Creates a user without data, whose properties an initializer can set, for example in tests.</summary>
    public ScreenMeetUser()
    {
    }

    internal ScreenMeetUser(byte[] json, Range range) => _json = new(json, range);

    /// <summary><c>id</c>: the user's id at ScreenMeet. A string of digits is read as a number.</summary>
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

    /// <summary>The properties with an unknown name or a value of an unexpected kind, name → value. Default: empty.</summary>
    [JsonIgnore]
    public IReadOnlyDictionary<string, JsonElement> AdditionalData { get => field ??= _json?.GetAdditionalData(IsTyped) ?? ReadOnlyDictionary<string, JsonElement>.Empty; init; }

    // The typed properties are written last, because the last of two properties with one name counts.
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

    // The names as ScreenMeet writes them.
    private enum Known
    {
        id,
        name,
        email,
        externalId,
    }
}
