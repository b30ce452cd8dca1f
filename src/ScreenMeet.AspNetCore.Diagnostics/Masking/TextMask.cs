using System.Text;

namespace ScreenMeet.AspNetCore.Diagnostics;

// Text of an event without e-mail addresses, and nothing at all of a text that carries a token, as the query of a URL does.
internal static class TextMask
{
    public const string Mask = "••••••";

    private const string Delimiters = "@\uFF20<>\"'`(),;:[]{}|\\/=&?";

    private static readonly string[] s_assignments = ["token=", "token%3d", "secret=", "secret%3d"];

    public static string Apply(string text)
    {
        if (s_assignments.Any(assignment => text.Contains(assignment, StringComparison.OrdinalIgnoreCase)))
        {
            return Mask;
        }

        var masked = new StringBuilder();
        var copied = 0;
        for (var at = 0; at < text.Length; at++)
        {
            var afterAt = at + AtSignLength(text, at);
            var (start, end) = (at, afterAt);
            if (start == end)
            {
                continue;
            }

            while (start > copied && IsPart(text[start - 1]))
            {
                start--;
            }

            while (end < text.Length && IsPart(text[end]))
            {
                end++;
            }

            if (start < at && end > afterAt)
            {
                masked.Append(text, copied, start - copied).Append(Mask);
                copied = end;
            }

            at = end - 1;
        }

        return copied == 0 ? text : masked.Append(text, copied, text.Length - copied).ToString();
    }

    private static int AtSignLength(string text, int index) => text[index] switch
    {
        '@' or '\uFF20' => 1,
        '%' when text.AsSpan(index).StartsWith("%40", StringComparison.Ordinal) => 3,
        _ => 0,
    };

    private static bool IsPart(char character) => !char.IsWhiteSpace(character) && !char.IsControl(character) && !Delimiters.Contains(character, StringComparison.Ordinal);
}
