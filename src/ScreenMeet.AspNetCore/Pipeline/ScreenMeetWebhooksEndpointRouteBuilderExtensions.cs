using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ScreenMeet.AspNetCore;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps ScreenMeet webhooks to handler classes.</summary>
public static class ScreenMeetWebhooksEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps a webhook to the handlers that <c>AddHandler</c> added to it. Each event goes, in the order sent, to the
    /// handlers for its type, in the order of their registration; an event without a handler counts as received. Answers 200.
    /// </summary>
    /// <param name="endpoints">The application, or a group.</param>
    /// <param name="pattern">The route: <c>/webhooks/screenmeet</c>, for example.</param>
    /// <param name="name">The webhook's name. Default: the unnamed one.</param>
    /// <returns>A builder for the endpoint.</returns>
    /// <exception cref="InvalidOperationException">The webhook has no handler.</exception>
    public static IEndpointConventionBuilder MapScreenMeetWebhook(
        this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(pattern);

        var webhookName = name ?? Options.DefaultName;
        var registrations = endpoints.ServiceProvider.GetServices<HandlerRegistration>()
            .Where(registration => registration.WebhookName == webhookName)
            .ToArray();
        if (registrations.Length == 0)
        {
            throw new InvalidOperationException(Mistakes.HandlerMissing(pattern, WebhookOptionsRules.Webhook(webhookName)));
        }

        RequestDelegate dispatch = new EventDispatcher(registrations).InvokeAsync;
        return endpoints.MapPost(pattern, dispatch)
            // OpenAPI shows the endpoints that have a method.
            .WithMetadata(dispatch.Method)
            .WithTags("ScreenMeet")
            .RequireScreenMeetSignature(name);
    }
}
