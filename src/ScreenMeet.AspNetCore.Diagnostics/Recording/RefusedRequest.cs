namespace ScreenMeet.AspNetCore.Diagnostics;

// A request that was refused. Nothing of the request itself is kept, because anybody can send one.
internal sealed record RefusedRequest(string WebhookName, string Reason, int StatusCode, string? Endpoint, long? Size, DateTimeOffset RefusedAt);
