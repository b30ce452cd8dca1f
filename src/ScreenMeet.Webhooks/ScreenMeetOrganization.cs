using System.Text.Json;
using System.Text.Json.Serialization;

namespace ScreenMeet.Webhooks;

/// <summary>The organization of the agent who created the session, as <c>organization</c>. ScreenMeet's data is sparse: every field can be missing.</summary>
public sealed class ScreenMeetOrganization
{
    private static readonly (string, JsonAttributes.Kind)[] s_typed =
    [
        ("id", JsonAttributes.IsInt64),
        ("name", JsonAttributes.IsString),
        ("provider", JsonAttributes.IsString),
        ("externalId", JsonAttributes.IsString),
        ("CustomerId", JsonAttributes.IsInt64),
    ];

    private readonly JsonAttributes? _json;

    /// <summary>Creates an empty one, to be filled by an initializer (in tests, for instance).</summary>
    public ScreenMeetOrganization()
    {
    }

    internal ScreenMeetOrganization(JsonAttributes json) => _json = json;

    /// <summary><c>id</c>: the organization's id at ScreenMeet.</summary>
    [JsonPropertyName("id")]
    public long? Id { get => _json is null ? field : _json.Int64("id"); init; }

    /// <summary><c>name</c>: the organization's name.</summary>
    [JsonPropertyName("name")]
    public string? Name { get => _json is null ? field : field ??= _json.String("name"); init; }

    /// <summary><c>provider</c>: the external system that the organization belongs to.</summary>
    [JsonPropertyName("provider")]
    public string? Provider { get => _json is null ? field : field ??= _json.String("provider"); init; }

    /// <summary><c>externalId</c>: the organization's id in the external system.</summary>
    [JsonPropertyName("externalId")]
    public string? ExternalId { get => _json is null ? field : field ??= _json.String("externalId"); init; }

    /// <summary><c>CustomerId</c>: the customer's id at ScreenMeet.</summary>
    [JsonPropertyName("CustomerId")]
    public long? CustomerId { get => _json is null ? field : _json.Int64("CustomerId"); init; }

    /// <summary>Every field that found no typed home: an unknown name, or a value of an unexpected kind. <see langword="null"/> when there is none.</summary>
    [JsonIgnore]
    public IReadOnlyDictionary<string, JsonElement>? AdditionalData { get => _json is null ? field : field ??= _json.Without(s_typed); init; }
}
