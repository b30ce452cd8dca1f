namespace ScreenMeet.AspNetCore;

/// <summary>The outcome of a request to a webhook, which was accepted or refused. Tests of observers can create one.</summary>
public sealed class ScreenMeetDeliveryOutcome
{
    /// <summary>The name of the webhook: empty for the unnamed one, which is the default.</summary>
    public string WebhookName { get; init; } = "";

    /// <summary>The display name of the endpoint, if it has one.</summary>
    public string? Endpoint { get; init; }

    /// <summary>The delivery that was accepted, or <see langword="null"/> when the request was refused.</summary>
    public ScreenMeetDelivery? Delivery { get; init; }

    /// <summary>The reason why the request was refused, for example <c>signature_mismatch</c>, or <see langword="null"/> when it was accepted.</summary>
    public string? Reason { get; init; }

    /// <summary>The status of the response to a refused request, or <see langword="null"/> when it was accepted.</summary>
    public int? StatusCode { get; init; }

    /// <summary>The size of the body in bytes, or <see langword="null"/> when the request was refused before the whole body was read.</summary>
    public long? Size { get; init; }

    // Whether the request was signed with one of the keys. If it was refused nevertheless, the body was unreadable, or something in front has
    // written its JSON again.
    internal bool IsGenuine { get; init; }

    internal KeyStatus KeyStatus { get; init; }

    // Whether it is certain that the URL was not made up (see KnownUrls). If there is no key for another URL, its tenant may not exist.
    internal bool IsKnownUrl { get; init; }

    // How long the key provider took, or null if none was asked.
    internal TimeSpan? KeyLookupDuration { get; init; }
}
