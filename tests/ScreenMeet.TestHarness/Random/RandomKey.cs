using System.Text;
using CsCheck;

namespace ScreenMeet.TestHarness;

// Signing keys in any script, both shorter and longer than the 64 bytes above which HMAC hashes a key.
public static class RandomKey
{
    // Invisible letters.
    private static readonly int[] s_blank = [0x115F, 0x1160, 0x3164, 0xFFA0];

    private static readonly Gen<string> s_ascii =
        Gen.OneOf("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$%&*+,-/;?@^_|~".ToCharArray()).Select(character => $"{character}");

    private static readonly Gen<string> s_unicode = Gen.OneOf(Gen.Int[0xA1, 0xD7FF], Gen.Int[0xE000, 0x10FFFF])
        .Where(value => Rune.IsLetterOrDigit(new Rune(value)) && !s_blank.Contains(value))
        .Select(char.ConvertFromUtf32);

    public static readonly Gen<string> Any = Gen.OneOf(s_ascii.Array[1, 64], s_ascii.Array[65, 300], s_unicode.Array[1, 100])
        .Select(characters => $"whsk_{string.Concat(characters)}");
}
