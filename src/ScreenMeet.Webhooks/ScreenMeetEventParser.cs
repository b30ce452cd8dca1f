using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace ScreenMeet.Webhooks;

/// <summary>
/// Reads the JSON that ScreenMeet posts. It does not check the signature: use it on bytes that
/// <see cref="ScreenMeetSignature.Verify"/> found valid, or that were stored after that.
/// </summary>
public static class ScreenMeetEventParser
{
    // An event of two bytes costs some 500 bytes of memory.
    private const int MaxEvents = 10_000;

    private delegate T? Reading<T>(ref Utf8JsonReader reader, ReadOnlySpan<byte> json);

    /// <summary>Reads the events of a delivery. Nothing of the array is lost, whatever is odd about one of its elements.</summary>
    /// <param name="utf8Json">A JSON array of at most 10,000 events in UTF-8, with or without a byte order mark. It is not referred to afterwards.</param>
    /// <returns>One event for each element, in their order. An element that is not an object has only <see cref="ScreenMeetEvent.RawJson"/>.</returns>
    /// <exception cref="JsonException">
    /// It is not a JSON array of at most 10,000 elements: it is other JSON, invalid JSON or UTF-8, nested over 64 levels, or
    /// has comments or trailing commas. The message names the place and shows nothing of the content.
    /// </exception>
    public static ScreenMeetEvent[] Parse(ReadOnlySpan<byte> utf8Json) =>
        TryParse(utf8Json, out var events, out var errorOffset)
            ? events
            : throw new JsonException(
                $"This is not a JSON array of at most {MaxEvents.ToString("N0", CultureInfo.InvariantCulture)} events: reading stopped at byte {errorOffset} of {utf8Json.Length}.");

    /// <summary>Reads the events of a delivery as <see cref="Parse"/> does, without an exception where that throws one.</summary>
    /// <param name="utf8Json">A JSON array of at most 10,000 events in UTF-8, with or without a byte order mark. It is not referred to afterwards.</param>
    /// <param name="events">The events, or <see langword="null"/> when it is not such an array.</param>
    /// <returns>Whether it is a JSON array of at most 10,000 events.</returns>
    public static bool TryParse(ReadOnlySpan<byte> utf8Json, [NotNullWhen(true)] out ScreenMeetEvent[]? events) =>
        TryParse(utf8Json, out events, out _);

    /// <summary>Reads the events of a delivery as <see cref="Parse"/> does, and says where it stopped when it is not such an array.</summary>
    /// <param name="utf8Json">A JSON array of at most 10,000 events in UTF-8, with or without a byte order mark. It is not referred to afterwards.</param>
    /// <param name="events">The events, or <see langword="null"/> when it is not such an array.</param>
    /// <param name="errorOffset">The byte at which reading stopped: what is wrong, or the first event too many. 0 when it is an array.</param>
    /// <returns>Whether it is a JSON array of at most 10,000 events.</returns>
    public static bool TryParse(ReadOnlySpan<byte> utf8Json, [NotNullWhen(true)] out ScreenMeetEvent[]? events, out int errorOffset) =>
        TryRead(utf8Json, ReadArray, out events, out errorOffset);

    /// <summary>Reads one event, such as <see cref="ScreenMeetEvent.RawJson"/> from a queue or a database.</summary>
    /// <param name="utf8Json">One JSON value in UTF-8, with or without a byte order mark. It is not referred to afterwards.</param>
    /// <returns>The event. A value that is not an object has only <see cref="ScreenMeetEvent.RawJson"/>, as an element of <see cref="Parse"/>.</returns>
    /// <exception cref="JsonException">
    /// It is not one JSON value: it is invalid JSON or UTF-8, nested over 64 levels, or has comments, trailing commas or
    /// something behind the value. The message names the place and shows nothing of the content.
    /// </exception>
    public static ScreenMeetEvent ParseEvent(ReadOnlySpan<byte> utf8Json) =>
        TryRead(utf8Json, ReadEvent, out var screenMeetEvent, out var errorOffset)
            ? screenMeetEvent
            : throw new JsonException($"This is not the JSON of an event: reading stopped at byte {errorOffset} of {utf8Json.Length}.");

    // The reason stays out of the exception and of the log: the reader's messages quote what they read.
    private static bool TryRead<T>(ReadOnlySpan<byte> utf8Json, Reading<T> read, [NotNullWhen(true)] out T? result, out int errorOffset)
        where T : class
    {
        var start = utf8Json.StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;
        var json = utf8Json[start..];
        result = null;

        // The reader looks into no string: without this, invalid bytes would show when a property is read.
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

            // Anything but white space behind the value makes the reader throw.
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

    // Null where the reader stands on what is not an array, or on the first element too many.
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
