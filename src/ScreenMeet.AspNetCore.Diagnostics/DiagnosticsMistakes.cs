namespace ScreenMeet.AspNetCore.Diagnostics;

// The mistakes of developers, as in the receiver. The ids of this package begin with SM02.
internal static class DiagnosticsMistakes
{
    public static string ServicesMissing(string pattern) =>
        $"SM0201: MapScreenMeetDiagnostics(\"{pattern}\") needs services that are not registered. Call services.AddScreenMeetDiagnostics() where the services are configured.";

    public static string WebhooksMissing(string pattern) =>
        $"SM0202: MapScreenMeetDiagnostics(\"{pattern}\") has nothing to show, because the application does not receive ScreenMeet webhooks. Call services.AddScreenMeetWebhooks(…) where the services are configured.";

    public static string PolicyMissing(string pattern, string environment) =>
        $"SM0203: MapScreenMeetDiagnostics(\"{pattern}\") has no authorization policy, but the environment is {environment}, and the page shows what ScreenMeet sent. "
        + "Call RequireAuthorization(…) on what MapScreenMeetDiagnostics returns, or map the page only in Development.";

    public static string AnonymousAllowed(string pattern, string environment) =>
        $"SM0204: MapScreenMeetDiagnostics(\"{pattern}\") allows anonymous requests, but the environment is {environment}, and the page shows what ScreenMeet sent. "
        + "Remove AllowAnonymous() from the page and its groups, or map the page only in Development.";
}
