using System.Buffers;
using System.Collections.ObjectModel;
using System.ComponentModel;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ScreenMeet.Webhooks;

/// <summary>
/// One session event as ScreenMeet sent it. A property is <see langword="null"/> when it was not sent. Missing properties are
/// normal, and so are unknown types and properties. Source: ScreenMeet, "Webhook Data Dictionary".
/// </summary>
/// <remarks>
/// <para>
/// Each property is read when it is first used, from a copy of the JSON that belongs to this event alone. So an event can be
/// kept, queued and read by several threads after the request has ended. A value of an unexpected kind is
/// <see langword="null"/> here and is kept in <see cref="AdditionalData"/>, except that numbers are also read from strings and
/// strings from numbers. Half of a surrogate pair, which is left when an emoji is cut in two, is read as U+FFFD.
/// </para>
/// <para>
/// System.Text.Json writes <see cref="RawJson"/>, and Newtonsoft.Json writes it as a string. Both read it back with
/// <see cref="ScreenMeetEventParser.ParseEvent"/>, so an event and its <see cref="Fingerprint"/> are the same on the other side
/// of a queue. The bytes can change when the JSON is parsed and written again on the way, for example by <c>JsonNode</c>. An
/// event that was created with <see langword="new"/> is written with ScreenMeet's property names and without the properties
/// that are <see langword="null"/>.
/// </para>
/// </remarks>
[JsonConverter(typeof(ScreenMeetEventJsonConverter))]
[TypeConverter(typeof(ScreenMeetEventTypeConverter))]
public sealed class ScreenMeetEvent
{
    // Null for an event that was created with new. Strings and objects are stored when they are first read. Numbers and times
    // are read each time, because several threads may read at once and a nullable value cannot be stored atomically.
    private readonly JsonProperties<Known>? _json;

    /// <summary>Creates an event without data, whose properties an initializer can set, for example in tests.</summary>
    public ScreenMeetEvent()
    {
    }

    private ScreenMeetEvent(byte[] rawJson, JsonProperties<Known>? json)
    {
        RawJson = rawJson;
        _json = json;
    }

    /// <summary><c>type</c>: the event's name. It can be any text, because applications choose the types of custom events. <see cref="ScreenMeetEventTypes"/> lists the documented names.</summary>
    [JsonPropertyName("type")]
    public string? Type { get => field ??= _json?.GetSharedString(Known.type); init; }

    /// <summary><c>ts</c>: when the event happened, an ISO 8601 date and time. A time without an offset is read as UTC.</summary>
    [JsonPropertyName("ts")]
    public DateTimeOffset? Timestamp { get => field ?? _json?.GetTime(Known.ts); init; }

    /// <summary><c>message</c>: a description for people. It can be any text, because applications choose the messages of custom events.</summary>
    [JsonPropertyName("message")]
    public string? Message { get => field ??= _json?.GetString(Known.message); init; }

    /// <summary><c>id</c>: the id of the <em>session</em>, 6 or 12 base62 characters. It is not an id of the event, because many events share it. See <see cref="Fingerprint"/>.</summary>
    [JsonPropertyName("id")]
    public string? SessionId { get => field ??= _json?.GetString(Known.id); init; }

    /// <summary><c>label</c>: the subject of the session.</summary>
    [JsonPropertyName("label")]
    public string? Label { get => field ??= _json?.GetString(Known.label); init; }

    /// <summary><c>userDescription</c>: the display name of the ScreenMeet user.</summary>
    [JsonPropertyName("userDescription")]
    public string? UserDescription { get => field ??= _json?.GetString(Known.userDescription); init; }

    /// <summary><c>status</c>: the status of the session. <see cref="ScreenMeetSessionStatuses"/> lists the documented values.</summary>
    [JsonPropertyName("status")]
    public string? Status { get => field ??= _json?.GetSharedString(Known.status); init; }

    /// <summary><c>user</c>: the agent who created the session.</summary>
    [JsonPropertyName("user")]
    public ScreenMeetUser? User { get => field ??= _json?.GetObject(Known.user, static (json, range) => new ScreenMeetUser(json, range)); init; }

    /// <summary><c>organization</c>: the organization of the agent who created the session.</summary>
    [JsonPropertyName("organization")]
    public ScreenMeetOrganization? Organization { get => field ??= _json?.GetObject(Known.organization, static (json, range) => new ScreenMeetOrganization(json, range)); init; }

    /// <summary><c>createdByAgentSession</c>: the authenticated agent session that created the session.</summary>
    [JsonPropertyName("createdByAgentSession")]
    public ScreenMeetAgentSession? CreatedByAgentSession { get => field ??= _json?.GetObject(Known.createdByAgentSession, static (json, range) => new ScreenMeetAgentSession(json, range)); init; }

    /// <summary><c>crmSyncTarget</c>: the related entity in an external system such as a CRM, if there is one.</summary>
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

    /// <summary><c>seconds</c>: how many seconds after the start of the session the event happened.</summary>
    [JsonPropertyName("seconds")]
    public long? Seconds { get => field ?? _json?.GetInt64(Known.seconds); init; }

    /// <summary>The properties with an unknown name or a value of an unexpected kind, name → value. Default: empty.</summary>
    [JsonIgnore]
    public IReadOnlyDictionary<string, JsonElement> AdditionalData { get => field ??= _json?.GetAdditionalData(IsTyped) ?? ReadOnlyDictionary<string, JsonElement>.Empty; init; }

    /// <summary>
    /// The event's JSON in UTF-8, exactly as it was sent. It can be kept after the request. Default: empty. Setting it neither copies it nor
    /// reads the other properties from it, which <see cref="ScreenMeetEventParser.ParseEvent"/> does. Serializers write it whatever the
    /// other properties are.
    /// </summary>
    [JsonIgnore]
    public ReadOnlyMemory<byte> RawJson { get; init; }

    /// <summary>
    /// The SHA-256 of <see cref="RawJson"/> as 64 lower-case hex digits, computed when it is first used. ScreenMeet does not send
    /// event ids and may send an event twice. Use the fingerprint to handle each event only once.
    /// </summary>
    /// <exception cref="InvalidOperationException"><see cref="RawJson"/> is empty, because the event was not read from JSON. All such events would share one fingerprint.</exception>
    [JsonIgnore]
    public string Fingerprint => field ??= Convert.ToHexStringLower(SHA256.HashData(RawJson.IsEmpty ? throw WithoutJson() : RawJson.Span));

    /// <summary>Parses an event as <see cref="ScreenMeetEventParser.ParseEvent"/> does. Newtonsoft.Json uses this operator.</summary>
    /// <param name="json">The JSON of one event.</param>
    /// <exception cref="JsonException"><paramref name="json"/> is not one JSON value.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static explicit operator ScreenMeetEvent(string json) => ScreenMeetEventParser.ParseEvent(Encoding.UTF8.GetBytes(json));

    // The reader, whose input is json, must be at the first token of the event. It is left at the last token.
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

    // Writes RawJson if there is any. Otherwise the typed properties are written last, because the last of two properties with
    // one name counts.
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
        "The ScreenMeet event does not have a fingerprint, because it was not read from JSON and all such events would share one. "
        + "Parse it with ScreenMeetEventParser.");

    private static bool IsTyped(Known name, ReadOnlySpan<byte> value) => name switch
    {
        Known.ts => JsonValue.IsTime(value),
        Known.user or Known.organization or Known.createdByAgentSession or Known.crmSyncTarget or Known.settings or Known.device or Known.stats => JsonValue.IsObject(value),
        Known.seconds => JsonValue.IsInt64(value),
        _ => JsonValue.IsString(value),
    };

    // The names as ScreenMeet writes them.
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
