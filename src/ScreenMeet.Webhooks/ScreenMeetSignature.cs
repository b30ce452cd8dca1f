using System.Buffers;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;

namespace ScreenMeet.Webhooks;

/// <summary>
/// Computes and verifies the signature of a delivery. It is the HMAC-SHA256 of the body's bytes, keyed with the UTF-8 bytes of
/// the organization's signing key (ScreenMeet console: Organization → Integration Signing Key). Source: ScreenMeet,
/// "Configuring Webhooks for Data Sync", which names the headers and <c>sha256</c>. It does not say that
/// the signature is an HMAC, which is inferred.
/// </summary>
public static class ScreenMeetSignature
{
    /// <summary>The header that carries the signature: <c>x-signature</c>.</summary>
    public const string HeaderName = "x-signature";

    /// <summary>The header that names the signature's algorithm: <c>x-signature-algo</c>. ScreenMeet sends <c>sha256</c>.</summary>
    public const string AlgorithmHeaderName = "x-signature-algo";

    /// <summary>The value of <see cref="AlgorithmHeaderName"/>: <c>sha256</c>.</summary>
    public const string Algorithm = "sha256";

    private const int HexLength = 2 * HMACSHA256.HashSizeInBytes;
    private const int Base64Length = 44;

    // 43 base64 characters hold 258 bits, two more than the MAC. In a canonical encoding, these two bits of the last character
    // are zero.
    private const string LastBase64Characters = "AEIMQUYcgkosw048";

    private static readonly SearchValues<char> s_base64 =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");

    private static readonly SearchValues<char> s_base64Url =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    // The strings that were recently found usable as keys, indexed by the hash code of the object. Checking a key takes as
    // long as hashing a small body, so it is not repeated for each delivery.
    private static readonly string?[] s_usableKeys = new string?[16];

    /// <summary>Computes the signature that ScreenMeet sends with <paramref name="body"/>.</summary>
    /// <param name="body">The bytes of the body, exactly as they are sent.</param>
    /// <param name="signingKey">The organization's signing key.</param>
    /// <returns>The signature as 64 lower-case hex digits.</returns>
    /// <exception cref="ArgumentException">
    /// <paramref name="signingKey"/> cannot be a key, because it is <see langword="null"/> or blank, contains white space or an
    /// invisible character, starts or ends with a quotation mark, or is a placeholder, a file path, an assignment, a repeated
    /// text or an unresolved reference to a secret. The message does not quote it.
    /// </exception>
    public static string Compute(ReadOnlySpan<byte> body, string signingKey)
    {
        ThrowIfUnusable(signingKey, nameof(signingKey));

        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Hash(body, signingKey, mac);
        return Convert.ToHexStringLower(mac);
    }

    /// <summary>Checks in constant time whether <paramref name="signature"/> was made over <paramref name="body"/> with one of <paramref name="signingKeys"/>.</summary>
    /// <param name="body">The bytes of the body exactly as they arrived, without any decoding.</param>
    /// <param name="signature">
    /// The value of <c>x-signature</c>: 64 hex digits of either case, or 32 bytes in base64 or base64url (43 characters, or 44
    /// with padding). Spaces and tabs around it are ignored. ScreenMeet does not document the encoding, so both are accepted.
    /// </param>
    /// <param name="signingKeys">One or more keys, tried in this order. After a key reset, pass the new key and the previous one.</param>
    /// <returns><see cref="ScreenMeetSignatureResult.Valid"/>, or the reason why the body is not proven to be genuine.</returns>
    /// <exception cref="ArgumentException"><paramref name="signingKeys"/> is empty, or one of them cannot be a key for one of the reasons that <see cref="Compute"/> lists.</exception>
    public static ScreenMeetSignatureResult Verify(ReadOnlySpan<byte> body, string? signature, params ReadOnlySpan<string> signingKeys)
    {
        if (signingKeys.IsEmpty)
        {
            throw new ArgumentException("At least one signing key is required.", nameof(signingKeys));
        }

        // Keys are checked before the signature, so that a missing key throws on the first call, even if the signature is malformed.
        foreach (var signingKey in signingKeys)
        {
            ThrowIfUnusable(signingKey, nameof(signingKeys));
        }

        Span<byte> sent = stackalloc byte[HMACSHA256.HashSizeInBytes];
        if (!TryDecode(signature, sent))
        {
            return string.IsNullOrWhiteSpace(signature) ? ScreenMeetSignatureResult.Missing : ScreenMeetSignatureResult.Malformed;
        }

        Span<byte> computed = stackalloc byte[HMACSHA256.HashSizeInBytes];
        foreach (var signingKey in signingKeys)
        {
            Hash(body, signingKey, computed);
#pragma warning disable RS0030 // Both have 32 bytes.
            if (CryptographicOperations.FixedTimeEquals(computed, sent))
#pragma warning restore RS0030
            {
                return ScreenMeetSignatureResult.Valid;
            }
        }

        return ScreenMeetSignatureResult.Mismatch;
    }

    /// <summary>Checks whether <paramref name="signature"/> has the form of a signature, whatever the body and the key.</summary>
    /// <param name="signature">The value of <c>x-signature</c>, in the forms that <see cref="Verify"/> accepts.</param>
    /// <returns><see langword="false"/> when <see cref="Verify"/> would return <see cref="ScreenMeetSignatureResult.Missing"/> or <see cref="ScreenMeetSignatureResult.Malformed"/>.</returns>
    public static bool IsWellFormed(ReadOnlySpan<char> signature)
    {
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        return TryDecode(signature, mac);
    }

    private static bool TryDecode(ReadOnlySpan<char> signature, Span<byte> mac)
    {
        var text = signature.Trim(" \t");
        return text.Length switch
        {
            HexLength => Convert.FromHexString(text, mac, out _, out _) == OperationStatus.Done,
            Base64Length => text[^1] == '=' && TryDecodeBase64(text[..^1], mac),
            Base64Length - 1 => TryDecodeBase64(text, mac),
            _ => false,
        };
    }

    private static bool TryDecodeBase64(ReadOnlySpan<char> unpadded, Span<byte> mac)
    {
        // The decoder skips white space between characters, so anything outside the alphabet is refused first.
        if (unpadded.ContainsAnyExcept(s_base64) && unpadded.ContainsAnyExcept(s_base64Url))
        {
            return false;
        }

        if (!LastBase64Characters.Contains(unpadded[^1], StringComparison.Ordinal))
        {
            return false;
        }

        Span<char> padded = stackalloc char[Base64Length];
        unpadded.CopyTo(padded);
        padded.Replace('-', '+');
        padded.Replace('_', '/');
        padded[^1] = '=';
#pragma warning disable RS0030 // The alphabet and the length are checked.
        return Convert.TryFromBase64Chars(padded, mac, out var written) && written == mac.Length;
#pragma warning restore RS0030
    }

    // HMAC accepts any text as a key, and "\0" has the same MACs as the empty key.
    private static void ThrowIfUnusable(string? signingKey, string parameter)
    {
        ArgumentNullException.ThrowIfNull(signingKey, parameter);

        ref var usableKey = ref s_usableKeys[RuntimeHelpers.GetHashCode(signingKey) % s_usableKeys.Length];
        if (ReferenceEquals(usableKey, signingKey))
        {
            return;
        }

        if (SigningKeyRules.FindFault(signingKey) is { } fault)
        {
            throw new ArgumentException(
                $"The signing key {fault}. Copy the key from the ScreenMeet console (Organization → Integration Signing Key → Show → Copy).", parameter);
        }

        usableKey = signingKey;
    }

    private static void Hash(ReadOnlySpan<byte> body, string signingKey, Span<byte> mac)
    {
        var maxKeyLength = Encoding.UTF8.GetMaxByteCount(signingKey.Length);
        Span<byte> key = maxKeyLength <= 256 ? stackalloc byte[maxKeyLength] : new byte[maxKeyLength];
        key = key[..Encoding.UTF8.GetBytes(signingKey, key)];
        HMACSHA256.HashData(key, body, mac);
    }
}
