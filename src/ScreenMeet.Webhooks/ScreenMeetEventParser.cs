using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace ScreenMeet.Webhooks;

/// <summary>
/// Parses the JSON that ScreenMeet posts. It does not verify the signature, so pass only bytes whose
/// signature <see cref="ScreenMeetSignature.Verify"/> found valid, or that were stored after that check.
/// </summary>
public static class ScreenMeetEventParser
{
    // The number is limited because even an event of two bytes of JSON takes about 500 bytes of memory.
    private const int MaxEvents = 10_000;

    private delegate T? Reading<T>(ref Utf8JsonReader reader, ReadOnlySpan<byte> json);

    /// <summary>Parses the events of a delivery. Every element of the array becomes an event, even when it is not what ScreenMeet documents.</summary>
    /// <param name="utf8Json">A JSON array of at most 10,000 events in UTF-8, with or without a byte order mark. It can be reused afterwards, because the events keep a copy.</param>
    /// <returns>One event for each element, in the order sent. An element that is not an object becomes an event with only <see cref="ScreenMeetEvent.RawJson"/>.</returns>
    /// <exception cref="JsonException">
    /// <paramref name="utf8Json"/> is not a JSON array, has more than 10,000 elements, is invalid JSON or UTF-8, is nested more
    /// than 64 levels deep, or contains comments or trailing commas. The message says at which byte parsing stopped, but does not
    /// quote the JSON.
    /// </exception>
    public static ScreenMeetEvent[] Parse(ReadOnlySpan<byte> utf8Json) =>
        TryParse(utf8Json, out var events, out var errorOffset)
            ? events
            : throw new JsonException(
                $"This is not a JSON array of at most {MaxEvents.ToString("N0", CultureInfo.InvariantCulture)} events: reading stopped at byte {errorOffset} of {utf8Json.Length}.");

    /// <summary>Parses the events of a delivery as <see cref="Parse"/> does, but returns <see langword="false"/> instead of throwing.</summary>
    /// <param name="utf8Json">A JSON array of at most 10,000 events in UTF-8, with or without a byte order mark. It can be reused afterwards, because the events keep a copy.</param>
    /// <param name="events">The events, or <see langword="null"/> when <paramref name="utf8Json"/> cannot be parsed.</param>
    /// <returns><see langword="true"/> when <paramref name="utf8Json"/> is a JSON array of at most 10,000 events.</returns>
    public static bool TryParse(ReadOnlySpan<byte> utf8Json, [NotNullWhen(true)] out ScreenMeetEvent[]? events) =>
        TryParse(utf8Json, out events, out _);

    /// <summary>Parses the events of a delivery as <see cref="Parse"/> does, but returns <see langword="false"/> and the position of the error instead of throwing.</summary>
    /// <param name="utf8Json">A JSON array of at most 10,000 events in UTF-8, with or without a byte order mark. It can be reused afterwards, because the events keep a copy.</param>
    /// <param name="events">The events, or <see langword="null"/> when <paramref name="utf8Json"/> cannot be parsed.</param>
    /// <param name="errorOffset">The offset in bytes of the error, or of event 10,001. It is 0 when the method returns <see langword="true"/>.</param>
    /// <returns><see langword="true"/> when <paramref name="utf8Json"/> is a JSON array of at most 10,000 events.</returns>
    public static bool TryParse(ReadOnlySpan<byte> utf8Json, [NotNullWhen(true)] out ScreenMeetEvent[]? events, out int errorOffset) =>
        TryRead(utf8Json, ReadArray, out events, out errorOffset);

    /// <summary>Parses one event, such as a <see cref="ScreenMeetEvent.RawJson"/> from a queue or a database.</summary>
    /// <param name="utf8Json">One JSON value in UTF-8, with or without a byte order mark. It can be reused afterwards, because the event keeps a copy.</param>
    /// <returns>The event. A value that is not an object becomes an event with only <see cref="ScreenMeetEvent.RawJson"/>, as in <see cref="Parse"/>.</returns>
    /// <exception cref="JsonException">
    /// <paramref name="utf8Json"/> is not one JSON value, is invalid UTF-8, is nested more than 64 levels deep, or contains comments
    /// or trailing commas. The message says at which byte parsing stopped, but does not quote the JSON.
    /// </exception>
    public static ScreenMeetEvent ParseEvent(ReadOnlySpan<byte> utf8Json) =>
        TryRead(utf8Json, ReadEvent, out var screenMeetEvent, out var errorOffset)
            ? screenMeetEvent
            : throw new JsonException($"This is not the JSON of an event: reading stopped at byte {errorOffset} of {utf8Json.Length}.");

    // The message of the caught exception quotes the JSON, so only the offset is returned.
    private static bool TryRead<T>(ReadOnlySpan<byte> utf8Json, Reading<T> read, [NotNullWhen(true)] out T? result, out int errorOffset)
        where T : class
    {
        var start = utf8Json.StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;
        var json = utf8Json[start..];
        result = null;

        // The reader does not decode strings, so without this check invalid bytes would show only when a property is read.
        if (!Utf8.IsValid(json))
        {
            errorOffset = start + FirstInvalidByte(json);
            return false;
        }

        var reader = new Utf8JsonReader(json);
        try
        {
            reader.Read();
            if (read(ref reader, json) is not { } value)
            {
                errorOffset = start + (int)reader.TokenStartIndex;
                return false;
            }

            // The reader throws when anything but white space follows the value.
            reader.Read();
            result = value;
            errorOffset = 0;
            return true;
        }
        catch (JsonException exception)
        {
            errorOffset = start + OffsetOf(exception, json);
            return false;
        }
    }

    // Returns null when the value is not an array or has more than MaxEvents elements. The reader is left where reading stopped.
    private static ScreenMeetEvent[]? ReadArray(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return null;
        }

        var events = new List<ScreenMeetEvent>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (events.Count == MaxEvents)
            {
                return null;
            }

            events.Add(ReadEvent(ref reader, json));
        }

        return [.. events];
    }

    private static ScreenMeetEvent ReadEvent(ref Utf8JsonReader reader, ReadOnlySpan<byte> json) => ScreenMeetEvent.Read(ref reader, json);

    private static int FirstInvalidByte(ReadOnlySpan<byte> json)
    {
        var offset = 0;
        while (Rune.DecodeFromUtf8(json[offset..], out _, out var length) == OperationStatus.Done)
        {
            offset += length;
        }

        return offset;
    }

    private static int OffsetOf(JsonException exception, ReadOnlySpan<byte> json)
    {
        var lineStart = 0;
        for (var line = 0L; line < exception.LineNumber; line++)
        {
            lineStart += json[lineStart..].IndexOf((byte)'\n') + 1;
        }

        return lineStart + (int)(exception.BytePositionInLine ?? 0);
    }
}
