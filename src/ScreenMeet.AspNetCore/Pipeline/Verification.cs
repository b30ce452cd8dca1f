using System.Diagnostics.CodeAnalysis;

namespace ScreenMeet.AspNetCore;

// The result of verifying a request: a delivery or a refusal.
internal readonly struct Verification
{
    private Verification(ScreenMeetDelivery? delivery, Refusal? refusal)
    {
        Delivery = delivery;
        Refusal = refusal;
    }

    public ScreenMeetDelivery? Delivery { get; }

    public Refusal? Refusal { get; }

    [MemberNotNullWhen(true, nameof(Delivery))]
    [MemberNotNullWhen(false, nameof(Refusal))]
    public bool IsAccepted => Delivery is not null;

    // The body's length, if the whole body was read.
    public int? Size { get; private init; }

    // The position where reading the events stopped, if a genuine body is not an array of events.
    public int ErrorOffset { get; private init; }

    public static Verification Accept(ScreenMeetDelivery delivery) => new(delivery, null);

    public static Verification Refuse(Refusal refusal, int? size = null) => new(null, refusal) { Size = size };

    public static Verification RefuseUnreadable(int errorOffset, int size) =>
        new(null, Refusal.BodyUnreadable) { ErrorOffset = errorOffset, Size = size };
}
