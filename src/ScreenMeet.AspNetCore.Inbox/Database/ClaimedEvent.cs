namespace ScreenMeet.AspNetCore;

// An event whose session this node has claimed.
internal sealed record ClaimedEvent(
    long Id, byte[] Json, byte[] DeliveryFingerprint, int Index, DateTimeOffset ReceivedAt, int Attempts, bool HasBegun, string? TraceParent, bool IsDue, double Age);
