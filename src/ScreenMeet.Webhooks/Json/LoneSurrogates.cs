using System.Globalization;

namespace ScreenMeet.Webhooks;

// JSON.stringify writes half of a cut emoji as an escape such as \ud83d. It is valid JSON, but no .NET string reader
// takes it.
internal static class LoneSurrogates
{
    private const int EscapeLength = 6;

    // The same bytes when there is nothing to replace; otherwise a copy of the same length, with \ufffd in their place.
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
                // Any other escape, \\ and \" among them, is two bytes or begins with two that matter.
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

    // The code unit that is escaped at index, or NUL when no \u escape stands there.
    private static char CodeUnit(byte[] json, int index)
    {
        var rest = json.AsSpan(index);
        return rest.StartsWith("\\u"u8)
            ? (char)ushort.Parse(rest[2..EscapeLength], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)
            : '\0';
    }
}
