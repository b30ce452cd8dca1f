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

    public KeyLookup KeyLookup { get; private init; }

    // The body's length, if the whole body was read.
    public int? Size { get; private init; }

    // The position where reading the events stopped, if a genuine body is not an array of events.
    public int ErrorOffset { get; private init; }

    public static Verification Accept(ScreenMeetDelivery delivery, KeyLookup keyLookup) => new(delivery, null) { KeyLookup = keyLookup };

    public static Verification Refuse(Refusal refusal, KeyLookup keyLookup = default, int? size = null) =>
        new(null, refusal) { KeyLookup = keyLookup, Size = size };

    public static Verification RefuseUnreadable(int errorOffset, KeyLookup keyLookup, int size) =>
        new(null, Refusal.BodyUnreadable) { ErrorOffset = errorOffset, KeyLookup = keyLookup, Size = size };
}
