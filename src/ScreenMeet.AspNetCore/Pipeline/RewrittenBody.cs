using System.Buffers;
using System.Text;
using System.Text.Json;
using ScreenMeet.Webhooks;

namespace ScreenMeet.AspNetCore;

// Recognizes a genuine body whose JSON something in front has written again, with other white space or other escapes. It is
// refused all the same, because what was signed is not what arrived.
internal static class RewrittenBody
{
    private static readonly SearchValues<byte> s_escaped = SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(static control => (byte)control), (byte)'"', (byte)'\\']);

    public static bool IsSigned(ReadOnlySpan<byte> body, string? signature, ScreenMeetSigningKeys keys)
    {
        if (Restore(body) is not { } original || original.WrittenSpan.SequenceEqual(body))
        {
            return false;
        }

        return IsSignedWith(keys.SigningKey) || IsSignedWith(keys.PreviousSigningKey);

        bool IsSignedWith(string? key) =>
            key is not null && ScreenMeetSignature.Verify(original.WrittenSpan, signature, key) == ScreenMeetSignatureResult.Valid;
    }

    // Writes the JSON as JSON.stringify does: without white space, and without the escapes that are not needed.
    private static ArrayBufferWriter<byte>? Restore(ReadOnlySpan<byte> json)
    {
        json = json.StartsWith(Encoding.UTF8.Preamble) ? json[Encoding.UTF8.Preamble.Length..] : json;
        if (json.IsEmpty)
        {
            return null;
        }

        var output = new ArrayBufferWriter<byte>(json.Length);
        try
        {
            var reader = new Utf8JsonReader(json);
            var follows = false;
            while (reader.Read())
            {
                if (follows && reader.TokenType is not (JsonTokenType.EndArray or JsonTokenType.EndObject))
                {
                    output.Write(","u8);
                }

                WriteToken(output, ref reader);
                follows = reader.TokenType is not (JsonTokenType.StartArray or JsonTokenType.StartObject or JsonTokenType.PropertyName);
            }

            return output;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // It is not JSON, or not all of it is text.
            return null;
        }
    }

    private static void WriteToken(ArrayBufferWriter<byte> output, ref Utf8JsonReader reader)
    {
        if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.PropertyName))
        {
            output.Write(reader.ValueSpan);
            return;
        }

        var text = new byte[reader.ValueSpan.Length];
        WriteString(output, text.AsSpan(0, reader.CopyString(text)));
        if (reader.TokenType == JsonTokenType.PropertyName)
        {
            output.Write(":"u8);
        }
    }

    private static void WriteString(ArrayBufferWriter<byte> output, ReadOnlySpan<byte> text)
    {
        output.Write("\""u8);
        while (text.IndexOfAny(s_escaped) is >= 0 and var next)
        {
            output.Write(text[..next]);
            output.Write(Escape(text[next]));
            text = text[(next + 1)..];
        }

        output.Write(text);
        output.Write("\""u8);
    }

    private static ReadOnlySpan<byte> Escape(byte character) => character switch
    {
        (byte)'"' => "\\\""u8,
        (byte)'\\' => "\\\\"u8,
        (byte)'\b' => "\\b"u8,
        (byte)'\f' => "\\f"u8,
        (byte)'\n' => "\\n"u8,
        (byte)'\r' => "\\r"u8,
        (byte)'\t' => "\\t"u8,
        _ => Encoding.ASCII.GetBytes($"\\u{(int)character:x4}"),
    };
}
