namespace ScreenMeet.AspNetCore;

// What a node learns when it claims a session. Version is that of the webhook's event types. It learns nothing of the webhook if there are no
// events.
internal sealed record Claim(bool IsPaused, long Version, IReadOnlyList<ClaimedEvent> Events);
