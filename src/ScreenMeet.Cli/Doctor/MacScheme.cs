using System.Security.Cryptography;

namespace ScreenMeet.Cli;

// One way to make a signature of a key and a body.
internal sealed record MacScheme(string Name, int Size, Func<byte[], byte[], byte[]> Compute, bool IsOdd = true, bool UsesKey = true)
{
    public static readonly IReadOnlyList<MacScheme> All =
    [
        new("HMAC-SHA256", SHA256.HashSizeInBytes, HMACSHA256.HashData, IsOdd: false),
        .. Of("SHA256", SHA256.HashSizeInBytes, SHA256.HashData, HMACSHA256.HashData).Skip(1),
        .. Of("SHA1", SHA1.HashSizeInBytes, SHA1.HashData, HMACSHA1.HashData),
        .. Of("SHA384", SHA384.HashSizeInBytes, SHA384.HashData, HMACSHA384.HashData),
        .. Of("SHA512", SHA512.HashSizeInBytes, SHA512.HashData, HMACSHA512.HashData),
    ];

    private static IEnumerable<MacScheme> Of(string hash, int size, Func<byte[], byte[]> compute, Func<byte[], byte[], byte[]> computeKeyed) =>
    [
        new($"HMAC-{hash}", size, computeKeyed),
        new($"HMAC-{hash} with key and body exchanged", size, (key, body) => computeKeyed(body, key)),
        new($"{hash} of the key followed by the body", size, (key, body) => compute([.. key, .. body])),
        new($"{hash} of the body followed by the key", size, (key, body) => compute([.. body, .. key])),
        new($"{hash} of the body alone", size, (_, body) => compute(body), UsesKey: false),
    ];
}
