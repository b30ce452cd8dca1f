namespace ScreenMeet.AspNetCore;

/// <summary>Describes to a handler where an event comes from.</summary>
public sealed class ScreenMeetEventContext
{
    /// <summary>The name of the webhook that received the event: empty for the unnamed one.</summary>
    public string WebhookName { get; init; } = "";

    /// <summary>The <see cref="ScreenMeetDelivery.Fingerprint"/> of the delivery that contained the event. Default: empty.</summary>
    public string DeliveryFingerprint { get; init; } = "";

    /// <summary>The time when the delivery's headers had arrived.</summary>
    public DateTimeOffset ReceivedAt { get; init; }

    /// <summary>The position of the event in its delivery, counted from 0.</summary>
    public int Index { get; init; }

    /// <summary>How many times the event has been handed to its handlers, including this time: 1, 2, … Default: 1. Without an inbox it is always 1.</summary>
    public int Attempt { get; init; } = 1;
}
