using System.Security.Cryptography;
using System.Text;

namespace ScreenMeet.Webhooks.Tests;

public class ScreenMeetSignatureTests
{
    private const string Hex = "8718ff0a698765e53ea1cc54794e424b926a5c973eb9dc5a3418474c945cec5a";
    private const string MixedHex = "8718FF0a698765E53ea1cc54794e424b926a5C973eb9dc5A3418474c945cec5a";
    private const string Base64 = "hxj/CmmHZeU+ocxUeU5CS5JqXJc+udxaNBhHTJRc7Fo=";
    private const string Base64Unpadded = "hxj/CmmHZeU+ocxUeU5CS5JqXJc+udxaNBhHTJRc7Fo";
    private const string Base64Url = "hxj_CmmHZeU-ocxUeU5CS5JqXJc-udxaNBhHTJRc7Fo";
    private const string Base64UrlPadded = "hxj_CmmHZeU-ocxUeU5CS5JqXJc-udxaNBhHTJRc7Fo=";
    private const string Alphabets = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_";

    private static readonly SignatureVector s_vector = SignatureVector.All["room entered"];
    private static readonly string s_key = s_vector.Key;
    private static readonly byte[] s_body = Encoding.UTF8.GetBytes(s_vector.Body);

    public static TheoryData<string> Vectors => [.. SignatureVector.All.Keys];

    public static TheoryData<string> Encodings => [Hex, MixedHex, Base64, Base64Unpadded, Base64Url, Base64UrlPadded];

    public static TheoryData<string?> BlankKeys => [(string?)null, "", " ", "\t\r\n", "\u00a0\u3000"];

    [Theory]
    [MemberData(nameof(Vectors))]
    public void A_body_is_signed_as_OpenSSL_and_Node_sign_it(string name)
    {
        var vector = SignatureVector.All[name];

        Assert.Equal(vector.Hex, ScreenMeetSignature.Compute(Encoding.UTF8.GetBytes(vector.Body), vector.Key));
    }

    [Theory]
    [MemberData(nameof(Vectors))]
    public void A_signature_of_OpenSSL_or_Node_is_valid_in_each_encoding(string name)
    {
        var vector = SignatureVector.All[name];
        var body = Encoding.UTF8.GetBytes(vector.Body);

        Assert.All(
            [vector.Hex, vector.Hex.ToUpperInvariant(), vector.Base64, vector.Base64.TrimEnd('='), vector.Base64Url, vector.Base64Url + "="],
            signature => Assert.Equal(ScreenMeetSignatureResult.Valid, ScreenMeetSignature.Verify(body, signature, vector.Key)));
    }

    // Around 85 characters and 256 bytes, the key no longer fits on the stack. Above 64 bytes, HMAC hashes the key first.
    [Theory]
    [InlineData('a', 'z')]
    [InlineData('À', 'ɏ')]
    [InlineData('一', '龥')]
    [InlineData(0x1F300, 0x1F5FF)]
    public void A_key_of_any_length_is_taken_whole(int from, int to)
    {
        var random = new Random(4860);

        Assert.All(Enumerable.Range(10, 300), length =>
        {
            var key = string.Concat(Enumerable.Range(0, length).Select(_ => char.ConvertFromUtf32(random.Next(from, to + 1))));
            var expected = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), s_body));

            Assert.Equal(expected, ScreenMeetSignature.Compute(s_body, key));
        });
    }

    [Theory]
    [MemberData(nameof(Encodings))]
    public void A_signature_is_valid_in_each_encoding(string signature) =>
        Assert.Equal(ScreenMeetSignatureResult.Valid, Verify(signature));

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Spaces_and_tabs_around_a_signature_are_ignored(string signature)
    {
        Assert.All(
            [$" {signature}", $"{signature} ", $"\t{signature}\t", $" \t  {signature}\t\t "],
            padded => Assert.Equal(ScreenMeetSignatureResult.Valid, Verify(padded)));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("\t \t")]
    [InlineData("\r\n")]
    public void A_signature_that_is_null_empty_or_blank_is_missing(string? signature) =>
        Assert.Equal(ScreenMeetSignatureResult.Missing, Verify(signature));

    [Fact]
    public void A_signature_of_another_length_is_malformed()
    {
        Assert.All(Enumerable.Range(1, 100).Except([43, 64]), length => AssertMalformed(new string('A', length)));
        Assert.All(Enumerable.Range(1, 100).Except([44]), length => AssertMalformed(new string('A', length - 1) + "="));
        Assert.All(
            [new string('A', 43), new string('A', 64), new string('A', 43) + "="],
            wellFormed => Assert.Equal(ScreenMeetSignatureResult.Mismatch, Verify(wellFormed)));
    }

    // The last ones are digits of another script, or become an ASCII digit when they are truncated to a byte.
    [Theory]
    [InlineData(' ')]
    [InlineData('\t')]
    [InlineData('\n')]
    [InlineData('\0')]
    [InlineData('=')]
    [InlineData('"')]
    [InlineData('.')]
    [InlineData(',')]
    [InlineData('%')]
    [InlineData('\u007f')]
    [InlineData('\u00a0')]
    [InlineData('\u0130')]
    [InlineData('\u0141')]
    [InlineData('\u0661')]
    [InlineData('\uff11')]
    [InlineData('\uff21')]
    public void One_bad_character_anywhere_is_malformed(char bad)
    {
        foreach (var signature in Encodings.Select(row => row.Data))
        {
            Assert.All(
                Enumerable.Range(0, signature.TrimEnd('=').Length),
                position => AssertMalformed($"{signature[..position]}{bad}{signature[(position + 1)..]}"));
        }
    }

    [Theory]
    [InlineData('g')]
    [InlineData('G')]
    [InlineData('/')]
    [InlineData(':')]
    [InlineData('@')]
    [InlineData('`')]
    public void A_neighbour_of_the_hex_digits_is_malformed_among_64_digits(char bad)
    {
        Assert.All(
            Enumerable.Range(0, Hex.Length),
            position => AssertMalformed($"{Hex[..position]}{bad}{Hex[(position + 1)..]}"));
    }

    [Theory]
    [MemberData(nameof(Encodings))]
    public void One_blank_inside_is_malformed(string signature)
    {
        Assert.All(Enumerable.Range(1, signature.Length - 1), position =>
        {
            AssertMalformed(signature.Insert(position, " "));
            AssertMalformed(signature.Insert(position, "\t"));
            AssertMalformed(signature.Insert(position, "\r\n"));
        });
    }

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Anything_but_spaces_and_tabs_around_is_malformed(string signature)
    {
        Assert.All(
            [
                $"\n{signature}", $"{signature}\n", $"{signature}\r\n", $"{signature}\0", $"\u00a0{signature}", $"{signature}\u2003",
                $"\ufeff{signature}", $"{signature}\u200b", $"\"{signature}\"", $"'{signature}'", $"sha256={signature}", $"sha256:{signature}",
                $"0x{signature}", $"v1={signature}", $"{signature},", $"{signature},{signature}", $"{signature} {signature}", signature + signature,
            ],
            AssertMalformed);
    }

    [Theory]
    [InlineData("hxj_CmmHZeU+ocxUeU5CS5JqXJc+udxaNBhHTJRc7Fo=")]
    [InlineData("hxj/CmmHZeU-ocxUeU5CS5JqXJc-udxaNBhHTJRc7Fo=")]
    [InlineData("hxj/CmmHZeU+ocxUeU5CS5JqXJc-udxaNBhHTJRc7Fo=")]
    [InlineData("hxj_CmmHZeU+ocxUeU5CS5JqXJc+udxaNBhHTJRc7Fo")]
    [InlineData("hxj/CmmHZeU-ocxUeU5CS5JqXJc-udxaNBhHTJRc7Fo")]
    public void The_two_base64_alphabets_cannot_be_mixed(string signature) => AssertMalformed(signature);

    [Fact]
    public void A_last_base64_character_with_stray_bits_is_malformed()
    {
        // The two low bits of every fourth character of the alphabet are zero.
        const string Canonical = "AEIMQUYcgkosw048";

        Assert.All(Alphabets.Except(Canonical), last =>
        {
            AssertMalformed($"{Base64[..42]}{last}=");
            AssertMalformed($"{Base64[..42]}{last}");
            AssertMalformed($"{Base64Url[..42]}{last}=");
            AssertMalformed($"{Base64Url[..42]}{last}");
        });
        Assert.All(
            Canonical.Except("o"),
            last => Assert.Equal(ScreenMeetSignatureResult.Mismatch, Verify($"{Base64[..42]}{last}=")));
    }

    [Theory]
    [InlineData("=hxj/CmmHZeU+ocxUeU5CS5JqXJc+udxaNBhHTJRc7Fo")]
    [InlineData("hxj/CmmHZeU+ocxUeU5CS5=JqXJc+udxaNBhHTJRc7Fo")]
    [InlineData("hxj/CmmHZeU+ocxUeU5CS5JqXJc+udxaNBhHTJRc7F=o")]
    [InlineData("hxj/CmmHZeU+ocxUeU5CS5JqXJc+udxaNBhHTJRc7F==")]
    [InlineData("hxj/CmmHZeU+ocxUeU5CS5JqXJc+udxaNBhHTJRc7Fo==")]
    [InlineData("hxj/CmmHZeU+ocxUeU5CS5JqXJc+udxaNBhHTJRc7Fo =")]
    [InlineData("============================================")]
    [InlineData("8718ff0a698765e53ea1cc54794e424b926a5c973eb9dc5a3418474c945cec5=")]
    public void A_padding_character_in_the_wrong_place_is_malformed(string signature) => AssertMalformed(signature);

    [Fact]
    public void A_base64_text_of_48_bytes_is_malformed_even_though_it_is_as_long_as_the_hex_of_32()
    {
        var signature = Convert.ToBase64String(HMACSHA384.HashData(Encoding.UTF8.GetBytes(s_key), s_body));

        Assert.Equal(Hex.Length, signature.Length);
        AssertMalformed(signature);
    }

    [Theory]
    [MemberData(nameof(Encodings))]
    public void A_signature_under_another_key_is_a_mismatch(string signature)
    {
        Assert.All(
            ["another-key", s_key.ToUpperInvariant(), s_key[1..], s_key[..^1], s_key + "x"],
            key => Assert.Equal(ScreenMeetSignatureResult.Mismatch, ScreenMeetSignature.Verify(s_body, signature, key)));
    }

    [Fact]
    public void One_flipped_bit_anywhere_in_the_signature_is_a_mismatch()
    {
        Assert.All(Enumerable.Range(0, 8 * HMACSHA256.HashSizeInBytes), bit =>
        {
            var mac = Convert.FromHexString(Hex);
            mac[bit / 8] ^= (byte)(1 << (bit % 8));

            Assert.Equal(ScreenMeetSignatureResult.Mismatch, Verify(Convert.ToHexStringLower(mac)));
            Assert.Equal(ScreenMeetSignatureResult.Mismatch, Verify(Convert.ToBase64String(mac)));
        });
    }

    [Fact]
    public void One_changed_byte_anywhere_in_the_body_is_a_mismatch()
    {
        Assert.All(Enumerable.Range(0, s_body.Length), position =>
        {
            var body = s_body.ToArray();
            body[position] ^= 1;

            Assert.Equal(ScreenMeetSignatureResult.Mismatch, ScreenMeetSignature.Verify(body, Hex, s_key));
        });
    }

    [Fact]
    public void A_body_with_a_byte_more_or_less_is_a_mismatch()
    {
        Assert.All(
            new byte[][] { [], s_body[1..], s_body[..^1], [.. s_body, (byte)'\n'], [.. s_body, 0], [.. Encoding.UTF8.Preamble, .. s_body] },
            body => Assert.Equal(ScreenMeetSignatureResult.Mismatch, ScreenMeetSignature.Verify(body, Hex, s_key)));
    }

    [Fact]
    public void The_signature_of_an_empty_body_is_not_valid_for_another_body() =>
        Assert.Equal(ScreenMeetSignatureResult.Mismatch, Verify(SignatureVector.All["empty body"].Hex));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void One_valid_key_at_any_position_is_enough(int position)
    {
        string[] keys = ["another-key", "a-second-one", "a-third-one", "a-fourth-one"];
        keys[position] = s_key;

        Assert.Equal(ScreenMeetSignatureResult.Valid, ScreenMeetSignature.Verify(s_body, Hex, keys));
        Assert.Equal(ScreenMeetSignatureResult.Valid, ScreenMeetSignature.Verify(s_body, Base64, keys));
    }

    [Fact]
    public void Several_wrong_keys_are_a_mismatch() =>
        Assert.Equal(ScreenMeetSignatureResult.Mismatch, ScreenMeetSignature.Verify(s_body, Hex, "another-key", "a-second-one"));

    [Theory]
    [InlineData(null)]
    [InlineData("rubbish")]
    [InlineData(Hex)]
    public void Without_a_key_nothing_is_verified(string? signature)
    {
        var exception = Assert.ThrowsAny<ArgumentException>(() => ScreenMeetSignature.Verify(s_body, signature));

        Assert.Equal("signingKeys", exception.ParamName);
        Assert.StartsWith("At least one signing key is required.", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(BlankKeys))]
    public void A_blank_key_is_refused_wherever_it_stands_and_whatever_the_signature(string? blank)
    {
        foreach (string?[] keys in new string?[][] { [blank], [blank, s_key], [s_key, blank], [s_key, blank, s_key] })
        {
            Assert.All(new[] { Hex, "rubbish", "", null }, signature =>
            {
                var exception = Assert.ThrowsAny<ArgumentException>(() => ScreenMeetSignature.Verify(s_body, signature, keys!));

                Assert.Equal("signingKeys", exception.ParamName);
            });
        }
    }

    [Theory]
    [MemberData(nameof(BlankKeys))]
    public void Nothing_is_signed_with_a_blank_key(string? blank)
    {
        var exception = Assert.ThrowsAny<ArgumentException>(() => ScreenMeetSignature.Compute(s_body, blank!));

        Assert.Equal("signingKey", exception.ParamName);
    }

    [Fact]
    public void The_default_result_is_not_valid() =>
        Assert.Equal(ScreenMeetSignatureResult.Missing, default);

    [Fact]
    public void The_headers_are_named_as_ScreenMeet_names_them()
    {
        Assert.Equal("x-signature", ScreenMeetSignature.HeaderName);
        Assert.Equal("x-signature-algo", ScreenMeetSignature.AlgorithmHeaderName);
        Assert.Equal("sha256", ScreenMeetSignature.Algorithm);
    }

    [Fact]
    public void A_signature_is_well_formed_unless_it_is_missing_or_malformed()
    {
        Assert.All(Encodings.Select(row => row.Data), signature => Assert.True(ScreenMeetSignature.IsWellFormed($" {signature}\t")));
        Assert.All(["", " ", "rubbish", Hex + "0", Hex[1..], Base64[1..], Base64 + "="], signature => Assert.False(ScreenMeetSignature.IsWellFormed(signature)));
    }

    private static ScreenMeetSignatureResult Verify(string? signature) => ScreenMeetSignature.Verify(s_body, signature, s_key);

    private static void AssertMalformed(string signature) => Assert.Equal(ScreenMeetSignatureResult.Malformed, Verify(signature));
}
