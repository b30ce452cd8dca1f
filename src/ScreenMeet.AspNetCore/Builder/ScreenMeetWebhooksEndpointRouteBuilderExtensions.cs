using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ScreenMeet.AspNetCore;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps ScreenMeet webhooks to their handlers.</summary>
public static class ScreenMeetWebhooksEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps a webhook to its delivery handler. By default, this hands each event, in the order sent, to the handlers that
    /// <c>AddHandler</c> added for its type, in the order of their registration. An event without a handler counts as received.
    /// The endpoint answers 200.
    /// </summary>
    /// <param name="endpoints">The application, or a group.</param>
    /// <param name="pattern">The route, for example <c>/webhooks/screenmeet</c>.</param>
    /// <param name="webhookName">The webhook's name. Default: the unnamed one.</param>
    /// <returns>A builder for the endpoint.</returns>
    /// <exception cref="InvalidOperationException">The webhook has neither handlers nor a delivery handler.</exception>
    public static IEndpointConventionBuilder MapScreenMeetWebhook(
        this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern, string? webhookName = null)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(pattern);

        var name = webhookName ?? Options.DefaultName;
        var services = endpoints.ServiceProvider;
        var handlerType = services.GetServices<DeliveryHandlerRegistration>().LastOrDefault(registration => registration.WebhookName == name)?.HandlerType;
        if (handlerType is null && services.GetService<ScreenMeetEventDispatcher>()?.HasHandlers(name) != true)
        {
            throw new InvalidOperationException(Mistakes.HandlerMissing(pattern, Mistakes.Webhook(name)));
        }

        handlerType ??= typeof(DispatchingDeliveryHandler);
        RequestDelegate handle = context => HandleAsync(context, handlerType);
        return endpoints.MapPost(pattern, handle)
            // OpenAPI documents show only endpoints with a method in their metadata.
            .WithMetadata(handle.Method)
            .WithTags("ScreenMeet")
            .RequireScreenMeetSignature(name);
    }

    private static Task HandleAsync(HttpContext context, Type handlerType)
    {
        var handler = (IScreenMeetDeliveryHandler)context.RequestServices.GetRequiredService(handlerType);
        return handler.HandleAsync(context.GetScreenMeetDelivery()!, context, context.RequestAborted).AsTask();
    }
}
