using System.Text;

namespace ScreenMeet.Webhooks;

// Strings that many events share, such as types, statuses and the names of settings, so that each is in memory once. It is a
// cache of fixed size, in which a new string replaces another. Long strings are not cached, because they rarely repeat.
internal static class SharedStrings
{
    private const int MaxLength = 32;

    private static readonly string?[] s_strings = new string?[512];

    public static string Get(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length is 0 or > MaxLength)
        {
            return Encoding.UTF8.GetString(utf8);
        }

        ref var place = ref s_strings[(utf8.Length + (5 * utf8[0]) + (17 * utf8[utf8.Length / 2]) + (3 * utf8[^1])) % s_strings.Length];
        var shared = place;
        return shared is not null && Ascii.Equals(utf8, shared) ? shared : place = Encoding.UTF8.GetString(utf8);
    }
}
