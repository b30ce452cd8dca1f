using System.Text.RegularExpressions;
using CsCheck;

namespace ScreenMeet.TestHarness;

// Ways to write a MAC into x-signature, which can be correct, almost correct or wrong.
public static partial class RandomSignature
{
    private const string Base64Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_";

    private static readonly Gen<Func<byte[], string>> s_encoding = Gen.OneOf<Func<byte[], string>>(
        Convert.ToHexString,
        Convert.ToHexStringLower,
        mac => string.Concat(Convert.ToHexString(mac).Select((digit, i) => i % 3 == 0 ? char.ToLowerInvariant(digit) : digit)),
        Convert.ToBase64String,
        mac => Convert.ToBase64String(mac).TrimEnd('='),
        mac => Convert.ToBase64String(mac).Replace('+', '-').Replace('/', '_'),
        mac => Convert.ToBase64String(mac).Replace('+', '-').Replace('/', '_').TrimEnd('='));

    // The caller chooses the unusual characters, because an HTTP client may not be able to send all of them.
    public static Gen<Func<byte[], string?>> Writer(Gen<char> strange)
    {
        var character = Gen.OneOf(Gen.OneOf(Base64Alphabet.ToCharArray()), strange);
        var damage = Gen.Frequency(
            (16, Gen.Const<Func<string, string?>>(text => text)),
            (3, Gen.OneOf<Func<string, string?>>(text => $" {text}", text => $"{text}\t", text => $"\t {text}  ")),
            (3, Gen.Select(Gen.Int[0, 63], character, (i, c) => new Func<string, string?>(text => $"{text[..(i % text.Length)]}{c}{text[(i % text.Length + 1)..]}"))),
            (2, Gen.OneOf(Base64Alphabet.ToCharArray()).Select(c => new Func<string, string?>(text => text.EndsWith('=') ? $"{text[..^2]}{c}=" : text[..^1] + c))),
            (1, Gen.Select(character, Gen.Bool, (c, isFirst) => new Func<string, string?>(text => isFirst ? c + text : text + c))),
            (1, Gen.Select(Gen.Int[0, 63], character, (i, c) => new Func<string, string?>(text => text.Insert(i % text.Length, $"{c}")))),
            (1, Gen.Int[0, 63].Select(i => new Func<string, string?>(text => text.Remove(i % text.Length, 1)))),
            (1, Gen.OneOf<Func<string, string?>>(text => $"{text},{text}", text => $"\"{text}\"", text => $"sha256={text}", text => text + "=")),
            (1, Gen.OneOf<Func<string, string?>>(_ => null, _ => "", _ => " \t ")),
            (1, character.Array[1, 70].Select(characters => new Func<string, string?>(_ => new string(characters)))));
        var flip = Gen.Frequency((12, Gen.Const(-1)), (1, Gen.Int[0, 255]));

        return Gen.Select(flip, s_encoding, damage, (bit, encode, write) => new Func<byte[], string?>(mac => write(encode(Flip(mac, bit)))));
    }

    // Decodes a valid signature: 64 hex digits, or canonical base64 or base64url of 32 bytes, with or without padding, and with
    // spaces and tabs around it.
    public static byte[]? Decode(string? text)
    {
        var trimmed = text?.Trim(' ', '\t') ?? "";
        if (Hex().IsMatch(trimmed))
        {
            return Convert.FromHexString(trimmed);
        }

        if (!Base64().IsMatch(trimmed))
        {
            return null;
        }

        var base64 = trimmed.TrimEnd('=').Replace('-', '+').Replace('_', '/') + "=";
        var mac = Convert.FromBase64String(base64);
        return Convert.ToBase64String(mac) == base64 ? mac : null;
    }

    private static byte[] Flip(byte[] mac, int bit) => [.. mac.Select((value, i) => i == bit / 8 && bit >= 0 ? (byte)(value ^ (1 << (bit % 8))) : value)];

    [GeneratedRegex(@"\A[0-9A-Fa-f]{64}\z")]
    private static partial Regex Hex();

    [GeneratedRegex(@"\A([A-Za-z0-9+/]{43}|[A-Za-z0-9_-]{43})=?\z")]
    private static partial Regex Base64();
}
