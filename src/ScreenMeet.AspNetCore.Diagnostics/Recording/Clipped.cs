namespace ScreenMeet.AspNetCore.Diagnostics;

internal static class Clipped
{
    // Does not cut a surrogate pair in two.
    public static string To(string text, int length) =>
        text.Length <= length ? text : string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[length - 1]) ? length - 1 : length), "…");
}
