namespace ScreenMeet.AspNetCore;

/// <summary>What became of a request to a webhook.</summary>
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

    /// <summary>Why the request was refused, <c>signature_mismatch</c> for example, or <see langword="null"/> when it was accepted.</summary>
    public string? Reason { get; internal init; }

    /// <summary>The status that the sender of a refused request sees, or <see langword="null"/> when it was accepted.</summary>
    public int? StatusCode { get; internal init; }

    /// <summary>The size of the body in bytes, or <see langword="null"/> when the request was refused before its body was read whole.</summary>
    public long? Size { get; internal init; }
}
