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
    /// <typeparam name="TBuilder">The type of the builder.</typeparam>
    /// <param name="builder">The endpoint, or a group of endpoints.</param>
    /// <param name="webhookName">The webhook's name. Default: the unnamed one.</param>
    /// <returns><paramref name="builder"/>.</returns>
    /// <exception cref="InvalidOperationException"><paramref name="builder"/> does not implement <see cref="IEndpointConventionBuilder.Finally"/>.</exception>
    public static TBuilder RequireScreenMeetSignature<TBuilder>(this TBuilder builder, string? webhookName = null)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);

        var webhook = new ScreenMeetWebhookAttribute(webhookName ?? Options.DefaultName);

        try
        {
            // Runs when the endpoint is complete, because a group's conventions run before MVC has added the action.
            builder.Finally(Guard);
        }
        catch (NotImplementedException)
        {
            throw new InvalidOperationException(Mistakes.BuilderWithoutFinally(CSharpName.Of(builder.GetType())));
        }

        builder.Add(endpoint => endpoint.Metadata.Add(webhook));
        return builder;
    }

    private static void Guard(EndpointBuilder endpoint)
    {
        var guard = GuardedEndpoint.Of(endpoint);
        var mark = ScreenMeetWebhookAttribute.InForceAmong([.. endpoint.Metadata.OfType<ScreenMeetWebhookAttribute>()])!;
        if (endpoint.Metadata.OfType<ControllerActionDescriptor>().LastOrDefault() is { } action)
        {
            WebhookFilters.AddTo(action, mark);
        }
        else
        {
            guard.Wrap(endpoint, mark.Name);
        }
    }
}
