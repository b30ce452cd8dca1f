using System.Collections.ObjectModel;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ScreenMeet.Webhooks;

/// <summary>The organization of the agent who created the session (<c>organization</c>). Every property is <see langword="null"/> when it was not sent. Source: the type declarations of ScreenMeet's JavaScript SDK.</summary>
public sealed class ScreenMeetOrganization
{
    private readonly JsonProperties<Known>? _json;

    /// <summary>Creates an organization without data, whose properties an initializer can set, for example in tests.</summary>
    public ScreenMeetOrganization()
    {
    }

    internal ScreenMeetOrganization(byte[] json, Range range) => _json = new(json, range);

    /// <summary><c>id</c>: the organization's id at ScreenMeet. A string of digits is read as a number.</summary>
    [JsonPropertyName("id")]
    public long? Id { get => field ?? _json?.GetInt64(Known.id); init; }

    /// <summary><c>name</c>: the organization's name.</summary>
    [JsonPropertyName("name")]
    public string? Name { get => field ??= _json?.GetString(Known.name); init; }

    /// <summary><c>provider</c>: the external system that the organization comes from, such as <c>salesforce</c>.</summary>
    [JsonPropertyName("provider")]
    public string? Provider { get => field ??= _json?.GetSharedString(Known.provider); init; }

    /// <summary><c>externalId</c>: the organization's id in the external system.</summary>
    [JsonPropertyName("externalId")]
    public string? ExternalId { get => field ??= _json?.GetString(Known.externalId); init; }

    /// <summary><c>CustomerId</c>: the customer's id at ScreenMeet.</summary>
    [JsonPropertyName("CustomerId")]
    public long? CustomerId { get => field ?? _json?.GetInt64(Known.CustomerId); init; }

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
        writer.WriteUnlessNull("provider", Provider);
        writer.WriteUnlessNull("externalId", ExternalId);
        writer.WriteUnlessNull("CustomerId", CustomerId);
        writer.WriteEndObject();
    }

    private static bool IsTyped(Known name, ReadOnlySpan<byte> value) => name switch
    {
        Known.id or Known.CustomerId => JsonValue.IsInt64(value),
        _ => JsonValue.IsString(value),
    };

    // The names as ScreenMeet writes them.
    private enum Known
    {
        id,
        name,
        provider,
        externalId,
        CustomerId,
    }
}
