using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace ScreenMeet.Webhooks;

/// <summary>
/// Reads the JSON array that ScreenMeet posts. It does not check the signature: use it on bytes that
/// <see cref="ScreenMeetSignature.Verify"/> found valid, or that were stored after that.
/// </summary>
public static class ScreenMeetEventParser
{
    /// <summary>Reads the events of a delivery. Nothing of the array is lost, whatever is odd about one of its elements.</summary>
    /// <param name="utf8Json">A JSON array in UTF-8, with or without a byte order mark. It is not referred to afterwards.</param>
    /// <returns>One event for each element, in their order. An element that is no object has only <see cref="ScreenMeetEvent.RawJson"/>.</returns>
    /// <exception cref="JsonException">
    /// It is not a JSON array: other JSON, invalid JSON or UTF-8, nested over 64 levels, with comments or trailing commas.
    /// The message gives the place and nothing of the content.
    /// </exception>
    public static ScreenMeetEvent[] Parse(ReadOnlyMemory<byte> utf8Json) =>
        TryParse(utf8Json.Span, out var events, out var offset)
            ? events
            : throw new JsonException($"This is not a JSON array of events: reading stopped at byte {offset} of {utf8Json.Length}.");

    /// <summary>Reads the events of a delivery as <see cref="Parse"/> does, without an exception when it is not a JSON array.</summary>
    /// <param name="utf8Json">A JSON array in UTF-8, with or without a byte order mark. It is not referred to afterwards.</param>
    /// <param name="events">The events, or <see langword="null"/> when it is not a JSON array.</param>
    /// <returns>Whether it is a JSON array.</returns>
    public static bool TryParse(ReadOnlyMemory<byte> utf8Json, [NotNullWhen(true)] out ScreenMeetEvent[]? events) =>
        TryParse(utf8Json.Span, out events, out _);

    // The reason stays out of the exception and of the log: the reader's messages quote what they read.
    internal static bool TryParse(ReadOnlySpan<byte> utf8Json, [NotNullWhen(true)] out ScreenMeetEvent[]? events, out int errorOffset)
    {
        var start = utf8Json.StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;
        var json = utf8Json[start..];
        events = null;

        // The reader looks into no string: without this, invalid bytes would show when a property is read.
        if (!Utf8.IsValid(json))
        {
            errorOffset = start + FirstInvalidByte(json);
            return false;
        }

        var reader = new Utf8JsonReader(json);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray)
            {
                errorOffset = start + (int)reader.TokenStartIndex;
                return false;
            }

            var read = new List<ScreenMeetEvent>();
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                read.Add(ScreenMeetEvent.Read(ref reader, utf8Json, start));
            }

            // Anything but blanks behind the array makes the reader throw.
            reader.Read();
            events = [.. read];
            errorOffset = 0;
            return true;
        }
        catch (JsonException exception)
        {
            errorOffset = start + OffsetOf(exception, json);
            return false;
        }
    }

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
