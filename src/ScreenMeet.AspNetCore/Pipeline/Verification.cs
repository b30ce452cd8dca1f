using System.Diagnostics.CodeAnalysis;

namespace ScreenMeet.AspNetCore;

// What verifying a request came to: a delivery, or a refusal.
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

    // Whether the request was refused by its head alone.
    public bool IsBodyUnread { get; }

    // The body's length, when it was read whole.
    public int? Size { get; private init; }

    // Where reading the events stopped, when a genuine body is not an array of events.
    public int ErrorOffset { get; private init; }

    public static Verification Accept(ScreenMeetDelivery delivery) => new(delivery, null, isBodyUnread: false);

    public static Verification RefuseHead(Refusal refusal) => new(null, refusal, isBodyUnread: true);

    public static Verification RefuseBody(Refusal refusal, int? size = null) => new(null, refusal, isBodyUnread: false) { Size = size };

    public static Verification RefuseUnreadable(int errorOffset, int size) =>
        new(null, Refusal.BodyUnreadable, isBodyUnread: false) { ErrorOffset = errorOffset, Size = size };
}
