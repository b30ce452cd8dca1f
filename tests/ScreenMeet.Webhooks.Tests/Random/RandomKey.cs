using CsCheck;

namespace ScreenMeet.Webhooks.Tests;

// Signing keys without white space around them, in any script, on both sides of the 64 bytes over which HMAC hashes a key.
internal static class RandomKey
{
    private static readonly Gen<string> s_ascii = Gen.Char['!', '~'].Select(character => $"{character}");

    private static readonly Gen<string> s_unicode = Gen.OneOf(Gen.Int[0xA1, 0xD7FF], Gen.Int[0xE000, 0x10FFFF]).Select(char.ConvertFromUtf32);

    public static readonly Gen<string> Any = Gen.OneOf(s_ascii.Array[1, 64], s_ascii.Array[65, 300], s_unicode.Array[1, 100])
        .Select(characters => string.Concat(characters).Trim())
        .Where(key => key.Length > 0);
}
