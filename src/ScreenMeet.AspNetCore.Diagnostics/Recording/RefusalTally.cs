namespace ScreenMeet.AspNetCore.Diagnostics;

// How many requests to a webhook were refused for one reason, and the last of them.
internal sealed record RefusalTally(long Count, RefusedRequest Last);
