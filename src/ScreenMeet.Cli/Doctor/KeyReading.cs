using System.Buffers.Text;
using System.Text;

namespace ScreenMeet.Cli;

// One way to make bytes of the key's text. A receiver trims it and takes its UTF-8 bytes.
internal sealed record KeyReading(byte[] Bytes, string Name, bool IsOdd)
{
    public static IEnumerable<KeyReading> Of(string key)
    {
        var text = key.Trim();
        yield return new(Encoding.UTF8.GetBytes(text), "UTF-8", IsOdd: false);
        if (text != key)
        {
            yield return new(Encoding.UTF8.GetBytes(key), "UTF-8, with the white space around it", IsOdd: true);
        }

        yield return new(Encoding.UTF8.GetBytes(text + "\n"), "UTF-8, with a line feed behind it", IsOdd: true);
        yield return new(Encoding.Unicode.GetBytes(text), "UTF-16", IsOdd: true);
        foreach (var reading in Decode(text, ""))
        {
            yield return reading;
        }

        // whsk_…, as others do.
        if (text.IndexOf('_') is > 0 and var end && end < text.Length - 1)
        {
            var rest = text[(end + 1)..];
            yield return new(Encoding.UTF8.GetBytes(rest), "UTF-8, without its prefix", IsOdd: true);
            foreach (var reading in Decode(rest, ", without its prefix"))
            {
                yield return reading;
            }
        }
    }

    private static IEnumerable<KeyReading> Decode(string text, string how)
    {
        if (text.Length % 2 == 0 && text.All(char.IsAsciiHexDigit))
        {
            yield return new(Convert.FromHexString(text), $"decoded from hex{how}", IsOdd: true);
        }

        // Not every text of letters and digits is base64, and all that are one may have been meant so.
        byte[] decoded;
        try
        {
            decoded = Base64Url.DecodeFromChars(text.TrimEnd('=').Replace('+', '-').Replace('/', '_'));
        }
        catch (FormatException)
        {
            yield break;
        }

        yield return new(decoded, $"decoded from base64{how}", IsOdd: true);
    }
}
