using System.Reflection;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Mvc.Formatters;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace ScreenMeet.AspNetCore;

// What a developer can have forgotten or confused, as far as it shows on an endpoint.
internal sealed class EndpointCheck(HashSet<string> webhookNames, IServiceProviderIsService? services)
{
    private const string BoundTypes =
        "ScreenMeetEvent[], List<ScreenMeetEvent>, one of its interfaces (IReadOnlyList, IReadOnlyCollection, IEnumerable, IList, ICollection) or ScreenMeetDelivery";

    private static readonly MediaType s_plainText = new("text/plain");

    public IEnumerable<string> FindMistakes(Endpoint endpoint)
    {
        var action = endpoint.Metadata.GetMetadata<ControllerActionDescriptor>();
        return ScreenMeetWebhookAttribute.InForceOn(endpoint) is { } webhook
            ? FindInWebhook(endpoint, webhook, action).Concat(action is null ? FindInHandler(endpoint) : FindInAction(endpoint, action))
            : action is null ? FindInUnmarkedHandler(endpoint) : FindInUnmarkedAction(endpoint, action);
    }

    private IEnumerable<string> FindInWebhook(Endpoint endpoint, ScreenMeetWebhookAttribute webhook, ControllerActionDescriptor? action)
    {
        if (!webhookNames.Contains(webhook.Name))
        {
            yield return $"The endpoint '{endpoint.DisplayName}' is marked as the receiver of {WebhookOptionsRules.Webhook(webhook.Name)}, which is not registered: call services.AddScreenMeetWebhooks(…) for it, or mark the endpoint with one of the names that are: {string.Join(", ", webhookNames.Select(static name => $"\"{name}\""))}.";
        }

        var names = ScreenMeetWebhookAttribute.ExplicitOn(endpoint).Select(static explicitWebhook => explicitWebhook.Name).Distinct().ToArray();
        if (names.Length > 1)
        {
            yield return $"The endpoint '{endpoint.DisplayName}' is marked as the receiver of several ScreenMeet webhooks ({string.Join(", ", names.Select(static name => $"\"{name}\""))}): leave one of [ScreenMeetWebhook] and RequireScreenMeetSignature() on it and its groups.";
        }

        // Routing puts another endpoint in their place, which has neither the mark nor the guard.
        var isPage = action is null && endpoint.Metadata.GetMetadata<ActionDescriptor>() is not null;
        if (isPage || endpoint.Metadata.GetMetadata<IDynamicEndpointMetadata>() is { IsDynamic: true })
        {
            yield return $"The endpoint '{endpoint.DisplayName}' is marked as a ScreenMeet webhook, but stands for others (a page, a fallback to an action, a dynamic route), which would not be: put [ScreenMeetWebhook] on an action with a route of its own.";
        }

        if (!AcceptsPlainText(endpoint, action))
        {
            yield return $"The endpoint '{endpoint.DisplayName}' is marked as a ScreenMeet webhook, but its [Consumes] or Accepts(…) shuts out text/plain, which ScreenMeet sends: remove it, or let it include text/plain.";
        }

        if (endpoint.Metadata.GetMetadata<IAntiforgeryMetadata>() is { RequiresValidation: true })
        {
            yield return $"The endpoint '{endpoint.DisplayName}' is marked as a ScreenMeet webhook, but requires an antiforgery token, which ScreenMeet cannot send: call DisableAntiforgery() on it.";
        }
    }

    private static IEnumerable<string> FindInAction(Endpoint endpoint, ControllerActionDescriptor action)
    {
        if (!WebhookFilters.AreOn(action))
        {
            yield return $"The endpoint '{endpoint.DisplayName}' has [ScreenMeetWebhook] as metadata, which does not guard its action: put it on the action, or call RequireScreenMeetSignature() on the endpoint.";
        }

        foreach (var parameter in action.Parameters.Concat(action.BoundProperties))
        {
            if (HoldsEvents(parameter) && !EventParameter.IsBound(parameter.ParameterType))
            {
                yield return $"The action '{action.DisplayName}' takes ScreenMeet events as '{parameter.Name}', whose type {parameter.ParameterType} is not bound: take {BoundTypes}.";
            }
        }
    }

    private IEnumerable<string> FindInHandler(Endpoint endpoint)
    {
        if (endpoint.Metadata.GetMetadata<GuardedEndpoint>() is null)
        {
            yield return $"The endpoint '{endpoint.DisplayName}' carries [ScreenMeetWebhook], which guards MVC actions only: call RequireScreenMeetSignature() on the endpoint instead, or take a ScreenMeetDelivery.";
        }

        foreach (var parameter in ParametersOf(endpoint))
        {
            if (parameter.ParameterType == typeof(ScreenMeetDelivery) && EventParameter.ComesFromElsewhere(parameter))
            {
                yield return $"The endpoint '{endpoint.DisplayName}' takes a ScreenMeetDelivery as '{parameter.Name}' with an attribute that binds it from elsewhere: remove the attribute.";
            }
            else if (HoldsEvents(parameter))
            {
                yield return $"The endpoint '{endpoint.DisplayName}' takes ScreenMeet events as '{parameter.Name}', whose type {parameter.ParameterType} a minimal API does not bind: take a ScreenMeetDelivery instead.";
            }
        }
    }

    private static IEnumerable<string> FindInUnmarkedAction(Endpoint endpoint, ControllerActionDescriptor action)
    {
        if (WebhookFilters.AreOn(action))
        {
            yield return $"The action '{action.DisplayName}' is marked as a ScreenMeet webhook on one of its routes, but not on '{(endpoint as RouteEndpoint)?.RoutePattern.RawText}': put [ScreenMeetWebhook] on the action, or leave it one route.";
        }

        // A controller's properties are not bound for GET.
        foreach (var parameter in IsGet(endpoint) ? action.Parameters : action.Parameters.Concat(action.BoundProperties))
        {
            if (HoldsEvents(parameter))
            {
                yield return $"The action '{action.DisplayName}' takes ScreenMeet events as '{parameter.Name}', but is not marked as their receiver: put [ScreenMeetWebhook] on it.";
            }
        }
    }

    private IEnumerable<string> FindInUnmarkedHandler(Endpoint endpoint) =>
        from parameter in ParametersOf(endpoint)
        where parameter.ParameterType == typeof(ScreenMeetDelivery) || HoldsEvents(parameter)
        select $"The endpoint '{endpoint.DisplayName}' takes ScreenMeet events as '{parameter.Name}', which would be read from requests that nothing verified: take a ScreenMeetDelivery instead, without an attribute.";

    private static bool HoldsEvents(ParameterDescriptor parameter) =>
        parameter.BindingInfo?.BindingSource != BindingSource.Services && EventParameter.HoldsEvents(parameter.ParameterType);

    // Every sequence is a service, if an empty one.
    private bool HoldsEvents(ParameterInfo parameter) =>
        parameter.ParameterType != typeof(ScreenMeetDelivery)
        && EventParameter.HoldsEvents(parameter.ParameterType)
        && !EventParameter.IsService(parameter)
        && (EventParameter.IsBound(parameter.ParameterType) || services?.IsService(parameter.ParameterType) != true);

    // With what [AsParameters] stands for, where the endpoint tells; without what binds itself.
    private static IEnumerable<ParameterInfo> ParametersOf(Endpoint endpoint)
    {
        var bindings = endpoint.Metadata.GetOrderedMetadata<IParameterBindingMetadata>();
        return bindings.Count > 0
            ? bindings.Where(static binding => !binding.HasBindAsync).Select(static binding => binding.ParameterInfo)
            : endpoint.Metadata.GetMetadata<MethodInfo>()?.GetParameters() ?? [];
    }

    private static bool IsGet(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods is { Count: > 0 } methods && methods.All(HttpMethods.IsGet);

    // In MVC the last [Consumes] is in force.
    private static bool AcceptsPlainText(Endpoint endpoint, ControllerActionDescriptor? action)
    {
        var consumes = action?.FilterDescriptors.Select(static descriptor => descriptor.Filter).OfType<ConsumesAttribute>().LastOrDefault();
        return AcceptsPlainText(consumes?.ContentTypes) && AcceptsPlainText(endpoint.Metadata.GetMetadata<IAcceptsMetadata>()?.ContentTypes);
    }

    private static bool AcceptsPlainText(IEnumerable<string>? contentTypes) =>
        contentTypes?.Any(static contentType => s_plainText.IsSubsetOf(new MediaType(contentType))) ?? true;
}
