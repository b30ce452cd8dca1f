using System.Diagnostics.CodeAnalysis;

namespace ScreenMeet.AspNetCore;

// The result of verifying a request: a delivery or a refusal.
internal readonly struct Verification
{
    private Verification(ScreenMeetDelivery? delivery, Refusal? refusal, bool isBodyUnread)
    {
        Delivery = delivery;
        Refusal = refusal;
        IsBodyUnread = isBodyUnread;
    }

    public ScreenMeetDelivery? Delivery { get; }

    public Refusal? Refusal { get; }

    [MemberNotNullWhen(true, nameof(Delivery))]
    [MemberNotNullWhen(false, nameof(Refusal))]
    public bool IsAccepted => Delivery is not null;

    // Whether the request was refused before its body was read.
    public bool IsBodyUnread { get; }

    // The body's length, if the whole body was read.
    public int? Size { get; private init; }

    // The position where reading the events stopped, if a genuine body is not an array of events.
    public int ErrorOffset { get; private init; }

    public static Verification Accept(ScreenMeetDelivery delivery) => new(delivery, null, isBodyUnread: false);

    public static Verification RefuseHead(Refusal refusal) => new(null, refusal, isBodyUnread: true);

    public static Verification RefuseBody(Refusal refusal, int? size = null) => new(null, refusal, isBodyUnread: false) { Size = size };

    public static Verification RefuseUnreadable(int errorOffset, int size) =>
        new(null, Refusal.BodyUnreadable, isBodyUnread: false) { ErrorOffset = errorOffset, Size = size };
}
