using System.Globalization;
using System.Text;

namespace ScreenMeet.Cli;

// Text from a body or an answer, which could otherwise move the cursor, change colours or hide what stands before it.
internal static class Printable
{
    public static string Line(string text) => Make(text, keepLines: false);

    public static string Lines(string text) => Make(text, keepLines: true);

    private static string Make(string text, bool keepLines)
    {
        var made = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value == '\n' && keepLines)
            {
                made.Append('\n');
            }
            else if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
            {
                made.Append(rune.Value is '\r' && keepLines ? "" : rune.Value is '\n' or '\r' or '\t' ? " " : Escape(rune));
            }
            else
            {
                made.Append(rune.ToString());
            }
        }

        return made.ToString();
    }

    // As JSON escapes it, so that JSON stays the same JSON.
    private static string Escape(Rune rune) => string.Concat(rune.ToString().Select(static character => $"\\u{(int)character:X4}"));
}
