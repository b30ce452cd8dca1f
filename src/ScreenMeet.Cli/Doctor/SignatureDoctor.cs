using System.Security.Cryptography;

namespace ScreenMeet.Cli;

// Tries every way to sign that it knows, and returns the one that is nearest to what a receiver expects.
internal static class SignatureDoctor
{
    // Of a larger body, only one difference at a time is tried: hashing it in every way would take minutes.
    private const int LargeBody = 256 * 1024;

    public static bool IsLarge(byte[] body) => body.Length > LargeBody;

    public static Finding? Examine(string signature, string key, byte[] body)
    {
        var signatures = SignatureReading.Of(signature).ToArray();
        var keys = KeyReading.Of(key).ToArray();
        var schemes = MacScheme.All.Where(scheme => signatures.Any(reading => reading.Mac.Length == scheme.Size)).ToArray();
        Finding? nearest = null;
        foreach (var bodyReading in BodyReading.Of(body))
        {
            foreach (var finding in Examine(bodyReading, signatures, keys, schemes, IsLarge(body)))
            {
                nearest = nearest is null || finding.Distance < nearest.Distance ? finding : nearest;
            }

            if (nearest?.Distance <= 1)
            {
                break;
            }
        }

        return nearest;
    }

    private static IEnumerable<Finding> Examine(BodyReading body, SignatureReading[] signatures, KeyReading[] keys, MacScheme[] schemes, bool isLarge)
    {
        foreach (var scheme in schemes)
        {
            foreach (var key in scheme.UsesKey ? keys : keys.Take(1))
            {
                if (isLarge && body.Distance + (scheme.IsOdd ? 1 : 0) + (key.IsOdd ? 1 : 0) > 1)
                {
                    continue;
                }

                var mac = scheme.Compute(key.Bytes, body.Bytes);
                foreach (var signature in signatures)
                {
#pragma warning disable RS0030 // A MAC is never empty.
                    if (CryptographicOperations.FixedTimeEquals(mac, signature.Mac))
#pragma warning restore RS0030
                    {
                        yield return new(signature, key, scheme, body);
                    }
                }
            }
        }
    }
}
