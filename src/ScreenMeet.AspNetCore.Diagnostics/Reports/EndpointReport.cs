namespace ScreenMeet.AspNetCore.Diagnostics;

// An endpoint that receives a webhook: the URL to enter in the console, the action if there is one, and what keeps ScreenMeet from
// reaching it.
internal sealed record EndpointReport(string Url, string? Action, IReadOnlyList<string> Obstacles);
