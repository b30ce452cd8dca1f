namespace ScreenMeet.AspNetCore;

/// <summary>The signing keys of one organization. <see langword="default"/> is <see cref="None"/>.</summary>
/// <param name="signingKey">The organization's signing key. White space around it is trimmed, and a blank key counts as missing.</param>
/// <param name="previousSigningKey">The key from before the last reset, which is accepted as well. It is trimmed too. Default: none.</param>
public readonly struct ScreenMeetSigningKeys(string? signingKey, string? previousSigningKey = null)
{
    /// <summary>An empty set of keys. A request for which a provider returns it is refused with 503.</summary>
    public static ScreenMeetSigningKeys None => default;

    /// <summary>The organization's signing key, or <see langword="null"/>.</summary>
    public string? SigningKey { get; } = Normalize(signingKey);

    /// <summary>The key from before the last reset, which is accepted as well, or <see langword="null"/>.</summary>
    public string? PreviousSigningKey { get; } = Normalize(previousSigningKey);

    internal string? SigningKeyAsGiven { get; } = signingKey;

    internal string? PreviousSigningKeyAsGiven { get; } = previousSigningKey;

    // .NET accepts an empty HMAC key without an error.
    private static string? Normalize(string? key) => key?.Trim() is { Length: > 0 } trimmed ? trimmed : null;
}
