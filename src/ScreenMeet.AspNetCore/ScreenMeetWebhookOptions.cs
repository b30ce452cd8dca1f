namespace ScreenMeet.AspNetCore;

/// <summary>How a ScreenMeet webhook is received.</summary>
public sealed class ScreenMeetWebhookOptions
{
    /// <summary>
    /// The organization's signing key. Required. Copy it in the ScreenMeet console: Organization → Integration Signing
    /// Key → Show → Copy. White space around it is trimmed, with a warning in the log.
    /// </summary>
    public string? SigningKey { get; set; }

    /// <summary>
    /// The key before the last reset, accepted as well: while a reset spreads, deliveries that are signed with either key
    /// arrive. Default: none. Remove it when no delivery uses it any more.
    /// </summary>
    public string? PreviousSigningKey { get; set; }

    /// <summary>
    /// The largest body that is read, in bytes: 1 to 2,147,483,591. A larger one is refused with 413. Default: 1,048,576 (1 MiB).
    /// </summary>
    public long MaxBodySize { get; set; } = 1024 * 1024;

    /// <summary>
    /// How long the whole body may take to arrive: more than zero, at most 24 hours. A slower one is refused with 408; where
    /// a middleware in front has begun to read it, its connection ends five seconds later. Default: 15 seconds.
    /// </summary>
    public TimeSpan BodyTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// The most that the bodies of this webhook which are still arriving may hold together, in bytes: at least twice
    /// <see cref="MaxBodySize"/>. Where there is no room for more, the body that has waited longest is refused with 503 and
    /// <c>Retry-After</c>; one that is complete is never refused for this. Default: <see langword="null"/>, which means
    /// 67,108,864 (64 MiB) or twice <see cref="MaxBodySize"/>, whichever is larger.
    /// </summary>
    public long? MaxBufferedBytes { get; set; }

    internal long EffectiveMaxBufferedBytes => MaxBufferedBytes ?? Math.Max(64 * 1024 * 1024, 2 * MaxBodySize);

    // What a reload that is not valid leaves.
    internal bool IsUnusable { get; init; }
}
