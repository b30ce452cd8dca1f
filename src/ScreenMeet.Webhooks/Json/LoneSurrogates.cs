using System.Globalization;

namespace ScreenMeet.Webhooks;

// When a sender cuts an emoji in two, JSON.stringify writes the half that is left as an escape such as \ud83d. This is valid
// JSON, but the JSON readers of .NET throw on it.
internal static class LoneSurrogates
{
    private const int EscapeLength = 6;

    // Returns a copy of the same length with \ufffd in place of each lone surrogate, or json itself when it has none.
    public static byte[] Replace(byte[] json)
    {
        if (json.AsSpan().IndexOf("\\u"u8) < 0)
        {
            return json;
        }

        var result = json;
        for (var i = NextEscape(json, 0); i >= 0; i = NextEscape(json, i))
        {
            var unit = CodeUnit(json, i);
            if (char.IsHighSurrogate(unit) && char.IsLowSurrogate(CodeUnit(json, i + EscapeLength)))
            {
                i += 2 * EscapeLength;
            }
            else if (char.IsSurrogate(unit))
            {
                result = ReferenceEquals(result, json) ? [.. json] : result;
                "\\ufffd"u8.CopyTo(result.AsSpan(i));
                i += EscapeLength;
            }
            else
            {
                // Other escapes, such as \\ and \", are two bytes long, or are \u and four digits, which do not have to be skipped.
                i += 2;
            }
        }

        return result;
    }

    private static int NextEscape(byte[] json, int start)
    {
        var index = json.AsSpan(start).IndexOf((byte)'\\');
        return index < 0 ? -1 : start + index;
    }

    // Returns the code unit that is escaped at index, or NUL when there is not a \u escape at index.
    private static char CodeUnit(byte[] json, int index)
    {
        var rest = json.AsSpan(index);
        return rest.StartsWith("\\u"u8)
            ? (char)ushort.Parse(rest[2..EscapeLength], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)
            : '\0';
    }
}
