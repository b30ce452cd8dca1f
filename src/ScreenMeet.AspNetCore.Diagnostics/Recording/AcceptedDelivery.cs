namespace ScreenMeet.AspNetCore.Diagnostics;

// A delivery that was accepted. Its body is kept as long as there is room for it.
internal sealed class AcceptedDelivery(long id, ScreenMeetDelivery delivery, string? endpoint, long size)
{
    private const int ShownTypes = 3;

    public long Id => id;

    public string WebhookName { get; } = delivery.WebhookName;

    public string? Endpoint => endpoint;

    public DateTimeOffset ReceivedAt { get; } = delivery.ReceivedAt;

    public long Size => size;

    public int EventCount { get; } = delivery.Count;

    public bool IsSignedWithPreviousKey { get; } = delivery.IsSignedWithPreviousKey;

    // The types of the first events, which can be any text. Masked before they are cut, because half of an address does not look like one.
    public string[] Types { get; } = [.. delivery.Take(ShownTypes).Select(static e => Clipped.To(TextMask.Apply(e.Type ?? "(no type)"), 60)).Distinct()];

    // Null when there is no room for it any more.
    public byte[]? Body { get; set; }

    // Null until the application has answered.
    public Answer? Answer { get; set; }
}
