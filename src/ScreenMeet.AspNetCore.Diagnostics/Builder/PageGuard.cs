using System.Net;
using Microsoft.AspNetCore.Http;

namespace ScreenMeet.AspNetCore.Diagnostics;

// What every endpoint of the page does before anything else.
internal static class PageGuard
{
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

    // UseForwardedHeaders() replaces the first two with the last two.
    private static readonly string[] s_forwardingHeaders = ["X-Forwarded-For", "X-Forwarded-Host", "Forwarded", "X-Original-For", "X-Original-Host"];

    public static RequestDelegate Protect(RequestDelegate next) => context =>
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.CacheControl = "no-store";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";

        return IsOpenTo(context)
            ? next(context)
            : RefuseAsync(context, "This page is served only at localhost, because it has no authorization policy. Open it at localhost, or call RequireAuthorization() on what MapScreenMeetDiagnostics returns.");
    };

    // Secrets are never at an address that can be linked to, prefetched, kept in a history or sent on by accident, so they are asked for
    // with POST. A browser says whether the page itself has sent that request, or another site in its name.
    public static RequestDelegate ProtectSecrets(RequestDelegate next) => Protect(context =>
        context.Request.Headers["Sec-Fetch-Site"] == "same-origin"
            ? next(context)
            : RefuseAsync(context, "Secrets are shown only to the page itself. The browser did not say that this request comes from the page, which browsers do at localhost and over HTTPS."));

    // Through a tunnel, anybody can reach an application in Development, and so can a site whose name an attacker resolves to this
    // machine. Some tunnels change the host to localhost, but all say that they forward.
    private static bool IsOpenTo(HttpContext context)
    {
        var metadata = context.GetEndpoint()?.Metadata ?? EndpointMetadataCollection.Empty;
        return (PolicyCheck.HasPolicy(metadata) && !PolicyCheck.AllowsAnonymous(metadata))
            || (IsLocal(context.Request.Host.Host) && !s_forwardingHeaders.Any(context.Request.Headers.ContainsKey));
    }

    public static bool IsLocal(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));

    private static Task RefuseAsync(HttpContext context, string text)
    {
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(text);
    }
}
