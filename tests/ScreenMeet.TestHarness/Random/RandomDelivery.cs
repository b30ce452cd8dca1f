using System.Text;
using CsCheck;

namespace ScreenMeet.TestHarness;

// The keys of a receiver, and a delivery to it. The signature may or may not match the body and the keys.
public sealed record RandomDelivery(string? Key, string? PreviousKey, byte[] Body, string? Signature)
{
    private static readonly Gen<byte[]> s_body = Gen.Frequency(
        (4, RandomJson.Array.Select(Encoding.UTF8.GetBytes)), (1, RandomJson.Broken), (1, Gen.Byte.Array[0, 300]), (1, Gen.Byte.Array[4090, 9000]));

    private static readonly Gen<(string? Key, string? PreviousKey)> s_keys = Gen.Frequency(
        (3, RandomKey.Any.Select(key => ((string?)key, (string?)null))),
        (3, Gen.Select(RandomKey.Any, RandomKey.Any, (key, previous) => ((string?)key, (string?)previous))),
        (1, RandomKey.Any.Select(previous => ((string?)null, (string?)previous))));

    public string[] Keys => [.. new[] { Key, PreviousKey }.OfType<string>()];

    public byte[]? Mac => RandomSignature.Decode(Signature);

    public bool IsSignedWith(string? key) => key is not null && Mac is { } mac && mac.SequenceEqual(Signed.Mac(Body, key));

    // The caller chooses the unusual characters for the signature, and optionally the bodies.
    public static Gen<RandomDelivery> With(Gen<char> strange, Gen<byte[]>? body = null) =>
        from keys in s_keys
        from sent in body ?? s_body
        from signer in Gen.Frequency(
            (4, Gen.Const(keys.Key ?? keys.PreviousKey!)), (3, Gen.Const(keys.PreviousKey ?? keys.Key!)), (1, RandomKey.Any))
        from signed in Gen.Frequency(
            (12, Gen.Const(sent)), (1, s_body), (1, Gen.Byte.Select(value => (byte[])[.. sent, value])), (1, Gen.Const<byte[]>([.. sent.SkipLast(1)])))
        from write in RandomSignature.Writer(strange)
        select new RandomDelivery(keys.Key, keys.PreviousKey, sent, write(Signed.Mac(signed, signer)));

    public override string ToString() =>
        $"keys {Key ?? "none"} and {PreviousKey ?? "none"}, body {Convert.ToHexString(Body)}, signature {Signature ?? "none"}";
}
