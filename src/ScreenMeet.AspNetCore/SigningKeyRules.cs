using System.Globalization;
using System.Text.RegularExpressions;

namespace ScreenMeet.AspNetCore;

internal static partial class SigningKeyRules
{
    public static string? FindFault(string key) =>
        key.Length == 0 ? "is blank"
        : IndexOfInvisible(key) is >= 0 and var index ? $"contains the invisible character U+{(int)key[index]:X4} at position {index}"
        : Placeholder.IsMatch(key) ? "is a placeholder"
        : null;

    private static int IndexOfInvisible(string key)
    {
        for (var i = 0; i < key.Length; i++)
        {
            // By index, so that a surrogate counts for what it is half of.
            var category = CharUnicodeInfo.GetUnicodeCategory(key, i);
            var isInvisible = category is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
                or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
            if ((isInvisible && key[i] != ' ') || IsBlankLetterOrMark(key[i]))
            {
                return i;
            }

            if (char.IsHighSurrogate(key[i]))
            {
                i++;
            }
        }

        return -1;
    }

    // What Unicode counts as letters and marks, and shows as nothing.
    private static bool IsBlankLetterOrMark(char character) =>
        character is '\u034F' or '\u115F' or '\u1160' or '\u3164' or '\uFFA0' or (>= '\uFE00' and <= '\uFE0F');

    // What stands in templates and examples: <…>, ${…}, #{…}#, %…%, your-…, change-me and their like, one character repeated.
    // Anchored, and of words alone: no random key matches by chance.
    [GeneratedRegex(
        """^(<.*>|\[.*\]|[$#]?\{.*\}#?|\$\(.*\)|%.*%|__.*__|(your|my|the|insert|enter|put|paste|add)([-_. ]+[a-z]+)+|((change|replace|set|fill)[-_. ]?(me|this|it|in)|placeholder|to[-_. ]?do|tbd|none|null|undefined|secret|password|example|sample|dummy|test|(integration[-_. ]?)?(signing|secret|api)[-_. ]?key|key)([-_. ]?here)?|(?<one>.)\k<one>*)$""",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Placeholder { get; }

}
