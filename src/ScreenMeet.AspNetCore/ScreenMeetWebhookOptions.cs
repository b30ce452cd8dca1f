namespace ScreenMeet.AspNetCore;

/// <summary>Configures how a ScreenMeet webhook is received.</summary>
public sealed class ScreenMeetWebhookOptions
{
    /// <summary>
    /// The organization's signing key. Required, unless the webhook has an <see cref="IScreenMeetSigningKeyProvider"/>. Copy it from the
    /// ScreenMeet console: Organization → Integration Signing Key → Show → Copy. White space around it is trimmed, with a warning in the log.
    /// </summary>
    public string? SigningKey { get; set; }

    /// <summary>
    /// The key from before the last reset, which is accepted as well, because for some minutes after a reset, deliveries can be
    /// signed with either key. Default: none. Remove it a day after the reset.
    /// </summary>
    public string? PreviousSigningKey { get; set; }

    /// <summary>
    /// The largest body that is read, in bytes: from 1 to 2,147,483,591. A larger body is refused with 413. Default: 1,048,576 (1 MiB).
    /// </summary>
    public long MaxBodySize { get; set; } = 1024 * 1024;

    /// <summary>
    /// How long the whole body may take to arrive: more than zero and at most 24 hours. A slower body is refused with
    /// 408. If middleware in front has begun to read it, its connection is ended five seconds later instead. Default: 15 seconds.
    /// </summary>
    public TimeSpan BodyTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// The limit for the total size of this webhook's bodies that are still arriving, counted in bytes that have arrived. It must
    /// be at least twice <see cref="MaxBodySize"/>. The memory that these bodies take can be twice as much. At the limit, the
    /// body that has waited longest is refused with 503 and <c>Retry-After</c>. A complete body is never refused for this reason.
    /// Default: <see langword="null"/>, which means 67,108,864 (64 MiB) or twice <see cref="MaxBodySize"/>, whichever is larger.
    /// </summary>
    public long? MaxBufferedBytes { get; set; }

    internal long EffectiveMaxBufferedBytes => MaxBufferedBytes ?? Math.Max(64 * 1024 * 1024, 2 * MaxBodySize);

    // True for the options that result from an invalid reload.
    internal bool IsUnusable { get; init; }
}
