using System.Text.Json;
using System.Text.Json.Serialization;

namespace ScreenMeet.Webhooks;

/// <summary>The agent who created the session, as <c>user</c>. ScreenMeet's data is sparse: every field can be missing.</summary>
public sealed class ScreenMeetUser
{
    private static readonly (string, JsonAttributes.Kind)[] s_typed =
    [
        ("id", JsonAttributes.IsInt64),
        ("name", JsonAttributes.IsString),
        ("email", JsonAttributes.IsString),
        ("externalId", JsonAttributes.IsString),
    ];

    private readonly JsonAttributes? _json;

    /// <summary>Creates an empty one, to be filled by an initializer (in tests, for instance).</summary>
    public ScreenMeetUser()
    {
    }

    internal ScreenMeetUser(JsonAttributes json) => _json = json;

    /// <summary><c>id</c>: the user's id at ScreenMeet.</summary>
    [JsonPropertyName("id")]
    public long? Id { get => _json is null ? field : _json.Int64("id"); init; }

    /// <summary><c>name</c>: the user's name.</summary>
    [JsonPropertyName("name")]
    public string? Name { get => _json is null ? field : field ??= _json.String("name"); init; }

    /// <summary><c>email</c>: the user's e-mail address.</summary>
    [JsonPropertyName("email")]
    public string? Email { get => _json is null ? field : field ??= _json.String("email"); init; }

    /// <summary><c>externalId</c>: the user's id in the external system (CRM, ITSM).</summary>
    [JsonPropertyName("externalId")]
    public string? ExternalId { get => _json is null ? field : field ??= _json.String("externalId"); init; }

    /// <summary>Every field that found no typed home: an unknown name, or a value of an unexpected kind. <see langword="null"/> when there is none.</summary>
    [JsonIgnore]
    public IReadOnlyDictionary<string, JsonElement>? AdditionalData { get => _json is null ? field : field ??= _json.Without(s_typed); init; }
}
