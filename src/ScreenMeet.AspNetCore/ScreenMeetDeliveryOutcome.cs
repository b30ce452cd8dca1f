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
}
