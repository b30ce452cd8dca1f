namespace ScreenMeet.AspNetCore.Diagnostics;

// An endpoint that receives a webhook: the URL to enter in the console, and what keeps ScreenMeet from reaching it.
internal sealed record EndpointReport(string Url, IReadOnlyList<string> Obstacles);
