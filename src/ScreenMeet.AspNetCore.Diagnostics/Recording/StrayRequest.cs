namespace ScreenMeet.AspNetCore.Diagnostics;

// A POST with a signature header that something other than a webhook answered. The path is text of the sender, and can be anything.
internal sealed record StrayRequest(string Path, int StatusCode, long Count, DateTimeOffset LastAt);
