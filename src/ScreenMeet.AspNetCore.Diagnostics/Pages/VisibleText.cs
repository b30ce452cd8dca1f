using System.Globalization;
using System.Text;

namespace ScreenMeet.AspNetCore.Diagnostics;

// Text whose characters can all be seen. Characters that are invisible or change the direction of the text could make it read as
// something else, even where they cannot be taken for HTML.
internal static class VisibleText
{
    public static string Of(string text)
    {
        if (!text.Any(static character => !char.IsAscii(character) || char.IsControl(character)))
        {
            return text;
        }

        var visible = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsVisible(rune))
            {
                visible.Append(rune.ToString());
            }
            else
            {
                visible.Append(CultureInfo.InvariantCulture, $"⟨U+{rune.Value:X4}⟩");
            }
        }

        return visible.ToString();
    }

    // Line breaks and tabs are the layout of JSON.
    private static bool IsVisible(Rune rune) => rune.Value is '\n' or '\r' or '\t' || Rune.GetUnicodeCategory(rune)
        is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);
}
