using System.Buffers.Text;
using System.Text;
using System.Text.RegularExpressions;

namespace ScreenMeet.Cli;

// One way to read the text of a signature as bytes. What a receiver does not accept is odd.
internal sealed partial record SignatureReading(byte[] Mac, string Name, bool IsOdd)
{
    // Shorter than any hash in base64.
    private const int ShortestRest = 26;

    public static IEnumerable<SignatureReading> Of(string signature)
    {
        var text = HeaderName.Replace(signature.Trim(), "");
        if (text.Length > 2 && text[0] == text[^1] && text[0] is '"' or '\'')
        {
            foreach (var reading in OfUnquoted(text[1..^1], " in quotation marks"))
            {
                yield return reading;
            }
        }

        foreach (var reading in OfUnquoted(text, ""))
        {
            yield return reading;
        }
    }

    private static IEnumerable<SignatureReading> OfUnquoted(string text, string oddity)
    {
        foreach (var reading in Decode(text, oddity))
        {
            yield return reading;
        }

        // 'sha256=…', and lists such as 't=1628527557,v1=…'.
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            var prefix = Prefix.Match(part);
            if (prefix.Success && part.Length - prefix.Length >= ShortestRest)
            {
                foreach (var reading in Decode(part[prefix.Length..].Trim(), $"{oddity} behind the prefix '{prefix.Value}'"))
                {
                    yield return reading;
                }
            }
        }
    }

    private static IEnumerable<SignatureReading> Decode(string text, string oddity)
    {
        if (DecodeHex(text) is { } hex)
        {
            yield return new(hex, $"hex{oddity}", oddity.Length > 0);
        }
        else if (SeparatedHex.IsMatch(text) && DecodeHex(text.Replace("0x", "", StringComparison.OrdinalIgnoreCase).Replace("-", "", StringComparison.Ordinal).Replace(":", "", StringComparison.Ordinal)) is { } separated)
        {
            yield return new(separated, $"hex with separators{oddity}", IsOdd: true);
        }

        if (DecodeBase64(text) is { } base64)
        {
            var name = text.AsSpan().ContainsAny('-', '_') ? "base64url" : "base64";
            yield return new(base64, $"{name}{oddity}", oddity.Length > 0);
            if (DecodeHex(Encoding.ASCII.GetString(base64)) is { } hexInBase64)
            {
                yield return new(hexInBase64, $"base64 of the hex text{oddity}", IsOdd: true);
            }
        }
    }

    private static byte[]? DecodeHex(string text) => text.Length > 0 && text.Length % 2 == 0 && text.All(char.IsAsciiHexDigit) ? Convert.FromHexString(text) : null;

    private static byte[]? DecodeBase64(string text)
    {
        if (text.Any(static character => !char.IsAsciiLetterOrDigit(character) && character is not ('+' or '/' or '-' or '_' or '=')))
        {
            return null;
        }

        try
        {
            return Base64Url.DecodeFromChars(text.TrimEnd('=').Replace('+', '-').Replace('/', '_'));
        }
        catch (FormatException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"^x-signature\s*:\s*", RegexOptions.IgnoreCase)]
    private static partial Regex HeaderName { get; }

    [GeneratedRegex(@"^[A-Za-z][\w-]*[=:]")]
    private static partial Regex Prefix { get; }

    [GeneratedRegex("^(0x[0-9a-f]+|[0-9a-f]{2}([-:][0-9a-f]{2})+)$", RegexOptions.IgnoreCase)]
    private static partial Regex SeparatedHex { get; }
}
