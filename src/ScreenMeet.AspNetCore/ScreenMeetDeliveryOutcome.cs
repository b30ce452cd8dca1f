namespace ScreenMeet.AspNetCore;

/// <summary>The outcome of a request to a webhook, which was accepted or refused.</summary>
public sealed class ScreenMeetDeliveryOutcome
{
    internal ScreenMeetDeliveryOutcome(string webhookName, string? endpoint)
    {
        WebhookName = webhookName;
        Endpoint = endpoint;
    }

    /// <summary>The name of the webhook: empty for the unnamed one.</summary>
    public string WebhookName { get; }

    /// <summary>The display name of the endpoint, if it has one.</summary>
    public string? Endpoint { get; }

    /// <summary>The delivery that was accepted, or <see langword="null"/> when the request was refused.</summary>
    public ScreenMeetDelivery? Delivery { get; internal init; }

    /// <summary>The reason why the request was refused, for example <c>signature_mismatch</c>, or <see langword="null"/> when it was accepted.</summary>
    public string? Reason { get; internal init; }

    /// <summary>The status of the response to a refused request, or <see langword="null"/> when it was accepted.</summary>
    public int? StatusCode { get; internal init; }

    /// <summary>The size of the body in bytes, or <see langword="null"/> when the request was refused before the whole body was read.</summary>
    public long? Size { get; internal init; }

    /// <summary>
    /// Whether the request was signed with one of the keys, so that only ScreenMeet can have made it. Besides accepted deliveries,
    /// these are <c>body_unreadable</c>, and <c>signature_mismatch</c> if the signature matches the body's JSON once it is written
    /// without white space and with as few escapes as possible. That is examined at most every ten seconds for each webhook.
    /// </summary>
    public bool IsGenuine { get; internal init; }

    /// <summary>Whether there was a signing key for the request.</summary>
    public ScreenMeetKeyStatus KeyStatus { get; internal init; }

    /// <summary>
    /// Whether it is certain that the URL was not made up: a delivery to the same URL has been accepted since the application started, or
    /// none has been accepted yet and the route has no parameters. If there is no key for another URL, its tenant may not exist.
    /// </summary>
    public bool IsKnownUrl { get; internal init; }

    /// <summary>How long the key provider took, or <see langword="null"/> if none was asked.</summary>
    public TimeSpan? KeyLookupDuration { get; internal init; }
}
