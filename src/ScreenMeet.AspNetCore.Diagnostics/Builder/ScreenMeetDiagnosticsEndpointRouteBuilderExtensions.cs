using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.HttpLogging;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using ScreenMeet.AspNetCore;
using ScreenMeet.AspNetCore.Diagnostics;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the page for developers.</summary>
public static class ScreenMeetDiagnosticsEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps a page that shows which ScreenMeet webhooks the application receives and where, what arrived, what was refused, and what to
    /// do about it. Secrets and e-mail addresses in events are masked until a user of the page asks for them.
    /// </summary>
    /// <param name="endpoints">The application, or a group.</param>
    /// <param name="pattern">The route of the page, for example <c>/screenmeet</c>. Its other endpoints are below it.</param>
    /// <returns>A builder for all endpoints of the page. Call <c>RequireAuthorization</c> on it outside Development.</returns>
    /// <exception cref="InvalidOperationException"><c>AddScreenMeetDiagnostics</c> or <c>AddScreenMeetWebhooks</c> was not called.</exception>
    /// <remarks>
    /// Outside Development, the application does not start unless the page has an authorization policy. In Development, a page without a
    /// policy is served only at <c>localhost</c>, because the application may be reachable from elsewhere through a tunnel.
    /// </remarks>
    public static IEndpointConventionBuilder MapScreenMeetDiagnostics(this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(pattern);

        var services = endpoints.ServiceProvider;
        var pages = services.GetService<DiagnosticsPages>() ?? throw new InvalidOperationException(DiagnosticsMistakes.ServicesMissing(pattern));
        if (services.GetService<ScreenMeetWebhookRegistry>() is null)
        {
            throw new InvalidOperationException(DiagnosticsMistakes.WebhooksMissing(pattern));
        }

        services.GetRequiredService<RequestHistory>().Start();
        var group = endpoints.MapGroup(pattern);
        group.MapGet("", PageGuard.Protect(pages.ShowOverviewAsync));
        group.MapGet("/live", PageGuard.Protect(pages.StreamAsync)).WithMetadata(new DisableRequestTimeoutAttribute());
        group.MapGet("/deliveries/{id:long}", PageGuard.Protect(pages.ShowDeliveryAsync));
        group.MapPost("/deliveries/{id:long}", PageGuard.ProtectSecrets(pages.RevealDeliveryAsync));
        group.MapPost("/deliveries/{id:long}/body", PageGuard.ProtectSecrets(pages.DownloadBodyAsync));
        group.MapPost("/deliveries/{id:long}/events/{index:int}", PageGuard.ProtectSecrets(pages.DownloadEventAsync));
        foreach (var asset in Asset.All)
        {
            group.MapGet("/" + asset.Name, PageGuard.Protect(asset.SendAsync));
        }

        // No cache and no log of the application keeps what the page shows.
        group.ExcludeFromDescription().WithMetadata(new OutputCacheAttribute { NoStore = true }, new HttpLoggingAttribute(HttpLoggingFields.None));

        // Runs when all conventions of the page and its groups have run.
        IEndpointConventionBuilder page = group;
        page.Finally(new PolicyCheck(pattern, services).Check);
        return page;
    }
}
