namespace ScreenMeet.AspNetCore.Analyzers;

internal static class Spelling
{
    // Whether the words are equal, or become equal when one letter is added, left out, replaced or swapped with its neighbour.
    public static bool IsOneLetterAway(string word, string other)
    {
        var start = 0;
        while (start < word.Length && start < other.Length && word[start] == other[start])
        {
            start++;
        }

        var rest = word.Substring(start);
        var otherRest = other.Substring(start);
        return rest == otherRest
            || After(rest, 1) == otherRest
            || rest == After(otherRest, 1)
            || (rest.Length > 0 && otherRest.Length > 0 && After(rest, 1) == After(otherRest, 1))
            || (rest.Length > 1 && otherRest.Length > 1 && rest[0] == otherRest[1] && rest[1] == otherRest[0] && After(rest, 2) == After(otherRest, 2));
    }

    private static string? After(string word, int count) => word.Length >= count ? word.Substring(count) : null;
}
