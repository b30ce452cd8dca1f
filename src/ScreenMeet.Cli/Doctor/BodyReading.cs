using System.Text;

namespace ScreenMeet.Cli;

// What may have been signed, given what arrived. The change is the one that says most; the distance counts all of them.
internal sealed record BodyReading(byte[] Bytes, string Name, BodyChange Change, int Distance)
{
    static BodyReading() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    public static IEnumerable<BodyReading> Of(byte[] body)
    {
        var arrived = new BodyReading(body, "as it arrived", BodyChange.None, 0);
        return new[] { arrived }.Concat(LineBreaks(body)).Concat(Charsets(body)).Concat(Json(body)).SelectMany(Ends).SelectMany(Marks);
    }

    private static IEnumerable<BodyReading> LineBreaks(byte[] body)
    {
        var text = Encoding.Latin1.GetString(body);
        if (text.Contains("\r\n", StringComparison.Ordinal))
        {
            yield return new(Encoding.Latin1.GetBytes(text.Replace("\r\n", "\n", StringComparison.Ordinal)), "with LF instead of CRLF", BodyChange.LineBreaks, 1);
        }
        else if (text.Contains('\n', StringComparison.Ordinal))
        {
            yield return new(Encoding.Latin1.GetBytes(text.Replace("\n", "\r\n", StringComparison.Ordinal)), "with CRLF instead of LF", BodyChange.LineBreaks, 1);
        }
    }

    private static IEnumerable<BodyReading> Charsets(byte[] body)
    {
        (string Name, Encoding Encoding)[] charsets =
        [
            ("ISO-8859-1", Strict("iso-8859-1")), ("Windows-1252", Strict("windows-1252")), ("UTF-16 (little-endian)", Strict("utf-16")), ("UTF-16 (big-endian)", Strict("utf-16BE")),
        ];
        var utf8 = Strict("utf-8");
        foreach (var (name, encoding) in charsets)
        {
            if (Recode(body, utf8, encoding) is { } written && !written.AsSpan().SequenceEqual(body))
            {
                yield return new(written, $"in {name}", BodyChange.Charset, 1);
            }

            if (Recode(body, encoding, utf8) is { } read && !read.AsSpan().SequenceEqual(body))
            {
                yield return new(read, $"in UTF-8, where {name} arrived", BodyChange.Charset, 1);
            }
        }
    }

    private static IEnumerable<BodyReading> Json(byte[] body)
    {
        foreach (var (bytes, name) in JsonRewriter.Rewrite(body))
        {
            if (!bytes.AsSpan().SequenceEqual(body))
            {
                yield return new(bytes, name, BodyChange.Json, 1);
            }
        }
    }

    private static IEnumerable<BodyReading> Ends(BodyReading reading)
    {
        yield return reading;
        yield return reading.And([.. reading.Bytes, (byte)'\n'], "with a line feed behind it", BodyChange.LineBreakAtTheEnd);
        yield return reading.And([.. reading.Bytes, (byte)'\r', (byte)'\n'], "with CRLF behind it", BodyChange.LineBreakAtTheEnd);
        var trimmed = reading.Bytes.AsSpan().TrimEnd("\r\n"u8).ToArray();
        if (trimmed.Length < reading.Bytes.Length)
        {
            yield return reading.And(trimmed, "without the line break at its end", BodyChange.LineBreakAtTheEnd);
        }

        var bare = reading.Bytes.AsSpan().Trim(" \t\r\n"u8).ToArray();
        if (bare.Length < trimmed.Length)
        {
            yield return reading.And(bare, "without the white space around it", BodyChange.LineBreakAtTheEnd);
        }
    }

    private static IEnumerable<BodyReading> Marks(BodyReading reading)
    {
        yield return reading;
        var mark = Encoding.UTF8.Preamble;
        yield return reading.Bytes.AsSpan().StartsWith(mark)
            ? reading.And(reading.Bytes[mark.Length..], "without its byte order mark", BodyChange.ByteOrderMark)
            : reading.And([.. mark, .. reading.Bytes], "with a byte order mark in front", BodyChange.ByteOrderMark);
    }

    private static Encoding Strict(string name) => Encoding.GetEncoding(name, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);

    private static byte[]? Recode(byte[] body, Encoding from, Encoding to)
    {
        try
        {
            return to.GetBytes(from.GetString(body));
        }
        catch (Exception exception) when (exception is DecoderFallbackException or EncoderFallbackException)
        {
            return null;
        }
    }

    private BodyReading And(byte[] bytes, string name, BodyChange change) =>
        new(bytes, Distance == 0 ? name : $"{Name}, {name}", Distance == 0 ? change : Change, Distance + 1);
}
