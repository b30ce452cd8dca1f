using System.Text.Json;
using System.Text.Json.Serialization;

namespace ScreenMeet.Webhooks;

/// <summary>The agent who created the session, as <c>user</c>. ScreenMeet's data is sparse: every field can be missing.</summary>
public sealed class ScreenMeetUser
{
    private readonly JsonAttributes<Known>? _json;

    /// <summary>Creates an empty one, to be filled by an initializer (in tests, for instance).</summary>
    public ScreenMeetUser()
    {
    }

    internal ScreenMeetUser(byte[] json, JsonSlice slice) => _json = new(json, slice);

    /// <summary><c>id</c>: the user's id at ScreenMeet.</summary>
    [JsonPropertyName("id")]
    public long? Id { get => _json is null ? field : _json.Int64(Known.id); init; }

    /// <summary><c>name</c>: the user's name.</summary>
    [JsonPropertyName("name")]
    public string? Name { get => _json is null ? field : field ??= _json.String(Known.name); init; }

    /// <summary><c>email</c>: the user's e-mail address.</summary>
    [JsonPropertyName("email")]
    public string? Email { get => _json is null ? field : field ??= _json.String(Known.email); init; }

    /// <summary><c>externalId</c>: the user's id in the external system (CRM, ITSM).</summary>
    [JsonPropertyName("externalId")]
    public string? ExternalId { get => _json is null ? field : field ??= _json.String(Known.externalId); init; }

    /// <summary>Every field that found no typed home: an unknown name, or a value of an unexpected kind. <see langword="null"/> when there is none.</summary>
    [JsonIgnore]
    public IReadOnlyDictionary<string, JsonElement>? AdditionalData { get => _json is null ? field : field ??= _json.Without(IsShown); init; }

    private static bool IsShown(Known name, ReadOnlySpan<byte> value) => name switch
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
