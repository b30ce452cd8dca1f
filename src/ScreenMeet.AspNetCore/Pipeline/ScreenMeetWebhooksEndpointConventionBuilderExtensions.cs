using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.Extensions.Options;
using ScreenMeet.AspNetCore;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Marks endpoints as receivers of ScreenMeet webhooks.</summary>
public static class ScreenMeetWebhooksEndpointConventionBuilderExtensions
{
    /// <summary>
    /// Marks endpoints as receivers of a ScreenMeet webhook, as <see cref="ScreenMeetWebhookAttribute"/> marks an action:
    /// they run, and bind their parameters, only for deliveries whose signature is valid.
    /// </summary>
    /// <typeparam name="TBuilder">The kind of endpoints.</typeparam>
    /// <param name="builder">The endpoint, or a group of endpoints.</param>
    /// <param name="name">The webhook's name. Default: the unnamed one.</param>
    /// <returns><paramref name="builder"/>.</returns>
    public static TBuilder RequireScreenMeetSignature<TBuilder>(this TBuilder builder, string? name = null)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);

        var webhook = new ScreenMeetWebhookAttribute(name ?? Options.DefaultName);
        builder.Add(endpoint =>
        {
            endpoint.Metadata.Add(webhook);
            endpoint.Metadata.Add(GuardedEndpoint.Instance);
            if (endpoint.Metadata.OfType<ControllerActionDescriptor>().LastOrDefault() is { } action)
            {
                WebhookFilters.AddTo(action);
            }
        });

        // Around the whole delegate: endpoint filters come after binding.
        builder.Finally(static endpoint =>
        {
            if (endpoint.RequestDelegate is { } next)
            {
                endpoint.RequestDelegate = context =>
                {
                    context.GetRequiredScreenMeetDelivery();
                    return next(context);
                };
            }
        });
        return builder;
    }
}
