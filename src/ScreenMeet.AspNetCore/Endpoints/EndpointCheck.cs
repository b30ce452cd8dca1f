using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Mvc.Formatters;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace ScreenMeet.AspNetCore;

// Finds mistakes in an endpoint.
internal sealed class EndpointCheck(HashSet<string> webhookNames, IServiceProvider services)
{
    private static readonly MediaType s_plainText = new("text/plain");

    private readonly ActionCheck _actions = new(services);
    private readonly HandlerCheck _handlers = new(services.GetService<IServiceProviderIsService>());

    public IEnumerable<string> FindMistakes(Endpoint endpoint)
    {
        var action = endpoint.Metadata.GetMetadata<ControllerActionDescriptor>();
        return ScreenMeetWebhookAttribute.InForceOn(endpoint) is { } webhook
            ? FindInWebhook(endpoint, webhook, action).Concat(action is null ? _handlers.FindInMarked(endpoint) : _actions.FindInMarked(endpoint, action))
            : action is null ? _handlers.FindInUnmarked(endpoint) : ActionCheck.FindMarkByType(action).Concat(ActionCheck.FindInUnmarked(endpoint, action));
    }

    private IEnumerable<string> FindInWebhook(Endpoint endpoint, ScreenMeetWebhookAttribute webhook, ControllerActionDescriptor? action)
    {
        if (!webhookNames.Contains(webhook.Name))
        {
            yield return Mistakes.WebhookUnknown(endpoint.DisplayName, Mistakes.Webhook(webhook.Name), webhookNames);
        }

        var names = ScreenMeetWebhookAttribute.ExplicitOn(endpoint).Select(static explicitWebhook => explicitWebhook.Name).Distinct().ToArray();
        if (names.Length > 1)
        {
            yield return Mistakes.SeveralWebhooks(endpoint.DisplayName, names);
        }

        // Routing replaces such an endpoint with another one, which has neither the mark nor the guard.
        var isPage = action is null && endpoint.Metadata.GetMetadata<ActionDescriptor>() is not null;
        if (isPage || endpoint.Metadata.GetMetadata<IDynamicEndpointMetadata>() is { IsDynamic: true })
        {
            yield return Mistakes.StandsForOthers(endpoint.DisplayName);
        }

        if (!AcceptsPlainText(endpoint, action) && FindMistakeInBody(endpoint) is { } mistake)
        {
            yield return mistake;
        }

        if (endpoint.Metadata.GetMetadata<IAntiforgeryMetadata>() is { RequiresValidation: true })
        {
            yield return Mistakes.AntiforgeryRequired(endpoint.DisplayName);
        }

        if (IsCached(endpoint))
        {
            yield return Mistakes.OutputCached(endpoint.DisplayName);
        }
    }

    // Events that are read from the body are a mistake of their own.
    private static string? FindMistakeInBody(Endpoint endpoint) => HandlerCheck.BodyParameterOf(endpoint) switch
    {
        null => Mistakes.PlainTextShutOut(endpoint.DisplayName),
        { ParameterType: var type } when EventTypes.AreIn(type) => null,
        { ParameterType: var type } body => Mistakes.ParameterUnfilled(endpoint.DisplayName, body.Name!, CSharpName.Of(type), DeliveryCode.ReadAs(type)),
    };

    // MVC applies only the last [Consumes].
    private static bool AcceptsPlainText(Endpoint endpoint, ControllerActionDescriptor? action)
    {
        var consumes = action?.FilterDescriptors.Select(static descriptor => descriptor.Filter).OfType<ConsumesAttribute>().LastOrDefault();
        return AcceptsPlainText(consumes?.ContentTypes) && AcceptsPlainText(endpoint.Metadata.GetMetadata<IAcceptsMetadata>()?.ContentTypes);
    }

    private static bool AcceptsPlainText(IEnumerable<string>? contentTypes) =>
        contentTypes?.Any(static contentType => s_plainText.IsSubsetOf(new MediaType(contentType))) ?? true;

    // Output caching applies both the last policy and the last attribute, after the base policies.
    private static bool IsCached(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<OutputCacheAttribute>() is { NoStore: false }
        || ((object?)endpoint.Metadata.GetMetadata<IOutputCachePolicy>()) is not (null or ScreenMeetWebhookAttribute);
}
