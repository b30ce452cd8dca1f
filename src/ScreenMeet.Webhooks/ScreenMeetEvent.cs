using System.Buffers;
using System.Collections.ObjectModel;
using System.ComponentModel;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ScreenMeet.Webhooks;

/// <summary>
/// One session event, as ScreenMeet sent it. ScreenMeet's data is sparse: every property can be missing, and unknown
/// types and properties are normal. Source: ScreenMeet, "Webhook Data Dictionary".
/// </summary>
/// <remarks>
/// <para>
/// Properties are read when they are first asked for, from bytes that belong to this event alone: it can be kept, queued
/// and read from several threads after the request is over. A property of an unexpected kind is <see langword="null"/>
/// here and stays in <see cref="AdditionalData"/>; numbers that come as strings, and strings that come as numbers, are read.
/// Half of a surrogate pair, which a sender can leave of a cut emoji, reads as U+FFFD.
/// </para>
/// <para>
/// System.Text.Json writes an event as its own JSON, <see cref="RawJson"/>, and Newtonsoft.Json writes that as a string.
/// Both read it back as <see cref="ScreenMeetEventParser.ParseEvent"/> does, so an event is the same on the other side of
/// a queue, with its <see cref="Fingerprint"/>. What parses and writes the JSON again in between, such as <c>JsonNode</c>,
/// can change its bytes. An event that was made with <see langword="new"/> is written with its properties under their
/// names at ScreenMeet, without those that are <see langword="null"/>.
/// </para>
/// </remarks>
[JsonConverter(typeof(ScreenMeetEventJsonConverter))]
[TypeConverter(typeof(ScreenMeetEventTypeConverter))]
public sealed class ScreenMeetEvent
{
    private readonly JsonProperties<Known>? _json;

    /// <summary>Creates an empty event, to be filled by an initializer (in tests, for instance).</summary>
    public ScreenMeetEvent()
    {
    }

    private ScreenMeetEvent(byte[] rawJson, JsonProperties<Known>? json)
    {
        RawJson = rawJson;
        _json = json;
    }

    /// <summary><c>type</c>: the event's name. <see cref="ScreenMeetEventTypes"/> has the documented ones.</summary>
    [JsonPropertyName("type")]
    public string? Type { get => field ??= _json?.GetSharedString(Known.type); init; }

    /// <summary><c>ts</c>: when it happened. A time without an offset is read as UTC.</summary>
    [JsonPropertyName("ts")]
    public DateTimeOffset? Timestamp { get => field ?? _json?.GetTime(Known.ts); init; }

    /// <summary><c>message</c>: a description for people.</summary>
    [JsonPropertyName("message")]
    public string? Message { get => field ??= _json?.GetString(Known.message); init; }

    /// <summary><c>id</c>: the id of the <em>session</em>, 6 or 12 base62 characters. Many events share it: for an id of the event, see <see cref="Fingerprint"/>.</summary>
    [JsonPropertyName("id")]
    public string? SessionId { get => field ??= _json?.GetString(Known.id); init; }

    /// <summary><c>label</c>: the subject of the session.</summary>
    [JsonPropertyName("label")]
    public string? Label { get => field ??= _json?.GetString(Known.label); init; }

    /// <summary><c>userDescription</c>: the display name of the ScreenMeet user.</summary>
    [JsonPropertyName("userDescription")]
    public string? UserDescription { get => field ??= _json?.GetString(Known.userDescription); init; }

    /// <summary><c>status</c>: the status of the session. <see cref="ScreenMeetSessionStatuses"/> has the documented ones.</summary>
    [JsonPropertyName("status")]
    public string? Status { get => field ??= _json?.GetSharedString(Known.status); init; }

    /// <summary><c>user</c>: the agent who created the session.</summary>
    [JsonPropertyName("user")]
    public ScreenMeetUser? User { get => field ??= _json?.GetObject(Known.user, static (json, range) => new ScreenMeetUser(json, range)); init; }

    /// <summary><c>organization</c>: that agent's organization.</summary>
    [JsonPropertyName("organization")]
    public ScreenMeetOrganization? Organization { get => field ??= _json?.GetObject(Known.organization, static (json, range) => new ScreenMeetOrganization(json, range)); init; }

    /// <summary><c>createdByAgentSession</c>: the authenticated agent session that created the session.</summary>
    [JsonPropertyName("createdByAgentSession")]
    public ScreenMeetAgentSession? CreatedByAgentSession { get => field ??= _json?.GetObject(Known.createdByAgentSession, static (json, range) => new ScreenMeetAgentSession(json, range)); init; }

    /// <summary><c>crmSyncTarget</c>: the related entity in an external system, if any.</summary>
    [JsonPropertyName("crmSyncTarget")]
    public ScreenMeetCrmSyncTarget? CrmSyncTarget { get => field ??= _json?.GetObject(Known.crmSyncTarget, static (json, range) => new ScreenMeetCrmSyncTarget(json, range)); init; }

    /// <summary><c>settings</c>: the settings that the session was created with, name → value.</summary>
    [JsonPropertyName("settings")]
    public IReadOnlyDictionary<string, JsonElement>? Settings { get => field ??= _json?.GetElements(Known.settings); init; }

    /// <summary><c>device</c>: the end user's device or browser, name → value.</summary>
    [JsonPropertyName("device")]
    public IReadOnlyDictionary<string, JsonElement>? Device { get => field ??= _json?.GetElements(Known.device); init; }

    /// <summary><c>stats</c>: statistics and metadata about the session, name → value.</summary>
    [JsonPropertyName("stats")]
    public IReadOnlyDictionary<string, JsonElement>? Stats { get => field ??= _json?.GetElements(Known.stats); init; }

    /// <summary><c>seconds</c>: how many seconds into the session it happened.</summary>
    [JsonPropertyName("seconds")]
    public long? Seconds { get => field ?? _json?.GetInt64(Known.seconds); init; }

    /// <summary>Every property without a typed counterpart: an unknown name, or a value of an unexpected kind. Empty when there are none.</summary>
    [JsonIgnore]
    public IReadOnlyDictionary<string, JsonElement> AdditionalData { get => field ??= _json?.GetAdditionalData(IsTyped) ?? ReadOnlyDictionary<string, JsonElement>.Empty; init; }

    /// <summary>The event's own bytes, exactly as they were sent, in UTF-8. Safe to keep after the request.</summary>
    [JsonIgnore]
    public ReadOnlyMemory<byte> RawJson { get; init; }

    /// <summary>
    /// Lower-case hex SHA-256 of <see cref="RawJson"/>, computed when it is first asked for. ScreenMeet sends no id of an
    /// event and may send one twice: this is a key to handle it once.
    /// </summary>
    /// <exception cref="InvalidOperationException">The event was not read from JSON, so <see cref="RawJson"/> is empty: all such events would share one key.</exception>
    [JsonIgnore]
    public string Fingerprint => field ??= Convert.ToHexStringLower(SHA256.HashData(RawJson.IsEmpty ? throw WithoutJson() : RawJson.Span));

    /// <summary>Reads an event from its JSON, as <see cref="ScreenMeetEventParser.ParseEvent"/> does. Newtonsoft.Json uses it.</summary>
    /// <param name="json">The JSON of one event.</param>
    /// <exception cref="JsonException">It is not one JSON value.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static explicit operator ScreenMeetEvent(string json) => ScreenMeetEventParser.ParseEvent(Encoding.UTF8.GetBytes(json));

    // The reader, whose input is json, stands on the event's first token and is left on its last.
    internal static ScreenMeetEvent Read(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        var start = (int)reader.TokenStartIndex;
        JsonProperties<Known>.Ranges? ranges = null;
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            ranges = JsonProperties<Known>.Scan(ref reader, -start);
        }
        else
        {
            reader.Skip();
        }

        var rawJson = json[start..(int)reader.BytesConsumed].ToArray();
        return new(rawJson, ranges is null ? null : new(LoneSurrogates.Replace(rawJson), ranges.Value));
    }

    internal string ToJson()
    {
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json))
        {
            WriteTo(writer);
        }

        return Encoding.UTF8.GetString(json.WrittenSpan);
    }

    // Its own JSON, if it has any. The typed properties come last: of two properties with one name, the last counts.
    internal void WriteTo(Utf8JsonWriter writer)
    {
        if (!RawJson.IsEmpty)
        {
            writer.WriteRawValue(RawJson.Span);
            return;
        }

        writer.WriteStartObject();
        writer.WriteAll(AdditionalData);
        writer.WriteUnlessNull("type", Type);
        writer.WriteUnlessNull("ts", Timestamp);
        writer.WriteUnlessNull("message", Message);
        writer.WriteUnlessNull("id", SessionId);
        writer.WriteUnlessNull("label", Label);
        writer.WriteUnlessNull("userDescription", UserDescription);
        writer.WriteUnlessNull("status", Status);

        if (User is not null)
        {
            writer.WritePropertyName("user");
            User.WriteTo(writer);
        }

        if (Organization is not null)
        {
            writer.WritePropertyName("organization");
            Organization.WriteTo(writer);
        }

        if (CreatedByAgentSession is not null)
        {
            writer.WritePropertyName("createdByAgentSession");
            CreatedByAgentSession.WriteTo(writer);
        }

        if (CrmSyncTarget is not null)
        {
            writer.WritePropertyName("crmSyncTarget");
            CrmSyncTarget.WriteTo(writer);
        }

        writer.WriteUnlessNull("settings", Settings);
        writer.WriteUnlessNull("device", Device);
        writer.WriteUnlessNull("stats", Stats);
        writer.WriteUnlessNull("seconds", Seconds);
        writer.WriteEndObject();
    }

    private static InvalidOperationException WithoutJson() => new(
        "A ScreenMeet event that was not read from JSON has no fingerprint, because all such events would share one. "
        + "Read it with ScreenMeetEventParser, or set RawJson.");

    private static bool IsTyped(Known name, ReadOnlySpan<byte> value) => name switch
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
