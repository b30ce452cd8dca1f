using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ScreenMeet.Webhooks;

/// <summary>
/// One session event, as ScreenMeet sent it. ScreenMeet's data is sparse: every attribute can be missing, and unknown
/// types and attributes are normal. Source: ScreenMeet, "Webhook Data Dictionary".
/// </summary>
/// <remarks>
/// Attributes are read when they are first asked for, from bytes that belong to this event alone: it can be kept, queued
/// and read from several threads after the request is over. An attribute of an unexpected kind is <see langword="null"/>
/// here and stays in <see cref="AdditionalData"/>; numbers that come as strings, and strings that come as numbers, are read.
/// Half of a surrogate pair, which a sender can leave of a cut emoji, reads as U+FFFD. To pass an event on, write
/// <see cref="RawJson"/>: a serializer writes the typed attributes alone, under their names at ScreenMeet.
/// </remarks>
public sealed class ScreenMeetEvent
{
    private readonly JsonAttributes<Known>? _json;

    /// <summary>Creates an empty event, to be filled by an initializer (in tests, for instance).</summary>
    public ScreenMeetEvent()
    {
    }

    private ScreenMeetEvent(byte[] rawJson, JsonAttributes<Known>? json)
    {
        RawJson = rawJson;
        _json = json;
    }

    /// <summary><c>type</c>: the event's name. <see cref="ScreenMeetEventTypes"/> has the documented ones.</summary>
    [JsonPropertyName("type")]
    public string? Type { get => _json is null ? field : field ??= _json.SharedString(Known.type); init; }

    /// <summary><c>ts</c>: when it happened. A time without an offset is read as UTC.</summary>
    [JsonPropertyName("ts")]
    public DateTimeOffset? Timestamp { get => _json is null ? field : _json.Time(Known.ts); init; }

    /// <summary><c>message</c>: a description for people.</summary>
    [JsonPropertyName("message")]
    public string? Message { get => _json is null ? field : field ??= _json.String(Known.message); init; }

    /// <summary><c>id</c>: the id of the <em>session</em>, 6 or 12 base62 characters. Many events share it: for an id of the event, see <see cref="Fingerprint"/>.</summary>
    [JsonPropertyName("id")]
    public string? SessionId { get => _json is null ? field : field ??= _json.String(Known.id); init; }

    /// <summary><c>label</c>: the subject of the session.</summary>
    [JsonPropertyName("label")]
    public string? Label { get => _json is null ? field : field ??= _json.String(Known.label); init; }

    /// <summary><c>userDescription</c>: the display name of the ScreenMeet user.</summary>
    [JsonPropertyName("userDescription")]
    public string? UserDescription { get => _json is null ? field : field ??= _json.String(Known.userDescription); init; }

    /// <summary><c>status</c>: the status of the session. <see cref="ScreenMeetSessionStatus"/> has the documented ones.</summary>
    [JsonPropertyName("status")]
    public string? Status { get => _json is null ? field : field ??= _json.SharedString(Known.status); init; }

    /// <summary><c>user</c>: the agent who created the session.</summary>
    [JsonPropertyName("user")]
    public ScreenMeetUser? User { get => _json is null ? field : field ??= _json.Object(Known.user, static (json, slice) => new ScreenMeetUser(json, slice)); init; }

    /// <summary><c>organization</c>: that agent's organization.</summary>
    [JsonPropertyName("organization")]
    public ScreenMeetOrganization? Organization { get => _json is null ? field : field ??= _json.Object(Known.organization, static (json, slice) => new ScreenMeetOrganization(json, slice)); init; }

    /// <summary><c>createdByAgentSession</c>: the authenticated agent session that created the session.</summary>
    [JsonPropertyName("createdByAgentSession")]
    public ScreenMeetAgentSession? CreatedByAgentSession { get => _json is null ? field : field ??= _json.Object(Known.createdByAgentSession, static (json, slice) => new ScreenMeetAgentSession(json, slice)); init; }

    /// <summary><c>crmSyncTarget</c>: the related entity in an external system, if any.</summary>
    [JsonPropertyName("crmSyncTarget")]
    public ScreenMeetCrmSyncTarget? CrmSyncTarget { get => _json is null ? field : field ??= _json.Object(Known.crmSyncTarget, static (json, slice) => new ScreenMeetCrmSyncTarget(json, slice)); init; }

    /// <summary><c>settings</c>: the settings that the session was created with, name → value.</summary>
    [JsonPropertyName("settings")]
    public IReadOnlyDictionary<string, JsonElement>? Settings { get => _json is null ? field : field ??= _json.Elements(Known.settings); init; }

    /// <summary><c>device</c>: the end user's device or browser, name → value.</summary>
    [JsonPropertyName("device")]
    public IReadOnlyDictionary<string, JsonElement>? Device { get => _json is null ? field : field ??= _json.Elements(Known.device); init; }

    /// <summary><c>stats</c>: statistics and metadata about the session, name → value.</summary>
    [JsonPropertyName("stats")]
    public IReadOnlyDictionary<string, JsonElement>? Stats { get => _json is null ? field : field ??= _json.Elements(Known.stats); init; }

    /// <summary><c>seconds</c>: how many seconds into the session it happened.</summary>
    [JsonPropertyName("seconds")]
    public long? Seconds { get => _json is null ? field : _json.Int64(Known.seconds); init; }

    /// <summary>Every attribute that found no typed home: an unknown name, or a value of an unexpected kind. <see langword="null"/> when there is none.</summary>
    [JsonIgnore]
    public IReadOnlyDictionary<string, JsonElement>? AdditionalData { get => _json is null ? field : field ??= _json.Without(IsShown); init; }

    /// <summary>The event's own bytes, exactly as they were sent, in UTF-8. Safe to keep after the request.</summary>
    [JsonIgnore]
    public ReadOnlyMemory<byte> RawJson { get; init; }

    /// <summary>
    /// Lower-case hex SHA-256 of <see cref="RawJson"/>, computed when it is first asked for. ScreenMeet sends no id of an
    /// event and may send one twice: this is a key to handle it once.
    /// </summary>
    [JsonIgnore]
    public string Fingerprint => field ??= Convert.ToHexStringLower(SHA256.HashData(RawJson.Span));

    // The reader, whose input is json, stands on the event's first token and is left on its last.
    internal static ScreenMeetEvent Read(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        var start = (int)reader.TokenStartIndex;
        JsonAttributes<Known>.Slices? slices = null;
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            slices = JsonAttributes<Known>.Scan(ref reader, -start);
        }
        else
        {
            reader.Skip();
        }

        var rawJson = json[start..(int)reader.BytesConsumed].ToArray();
        return new(rawJson, slices is null ? null : new(LoneSurrogates.Replace(rawJson), slices.Value));
    }

    private static bool IsShown(Known name, ReadOnlySpan<byte> value) => name switch
    {
        Known.ts => JsonValue.IsTime(value),
        Known.user or Known.organization or Known.createdByAgentSession or Known.crmSyncTarget or Known.settings or Known.device or Known.stats => JsonValue.IsObject(value),
        Known.seconds => JsonValue.IsInt64(value),
        _ => JsonValue.IsString(value),
    };

    // As they are written at ScreenMeet.
    private enum Known
    {
        type,
        ts,
        message,
        id,
        label,
        userDescription,
        status,
        user,
        organization,
        createdByAgentSession,
        crmSyncTarget,
        settings,
        device,
        stats,
        seconds,
    }
}
