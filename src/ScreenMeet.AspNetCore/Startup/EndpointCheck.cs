using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.Extensions.DependencyInjection;

namespace ScreenMeet.AspNetCore;

// What a developer can have forgotten or confused, as far as it shows on an endpoint.
internal sealed class EndpointCheck(bool hasMiddleware, HashSet<string> webhookNames, IServiceProviderIsService? services)
{
    private const string BoundTypes =
        "ScreenMeetEvent[], List<ScreenMeetEvent>, one of its interfaces (IReadOnlyList, IReadOnlyCollection, IEnumerable, IList, ICollection) or ScreenMeetDelivery";

    public IEnumerable<string> FindMistakes(Endpoint endpoint)
    {
        var webhook = endpoint.Metadata.GetMetadata<ScreenMeetWebhookAttribute>();
        var action = endpoint.Metadata.GetMetadata<ControllerActionDescriptor>();
        var mistakes = (webhook, action) switch
        {
            (null, null) => FindInUnmarkedHandler(endpoint),
            (null, not null) => FindInUnmarkedAction(action),
            (not null, null) => FindInHandler(endpoint),
            (not null, not null) => FindInAction(action),
        };

        if (webhook is not null && !webhookNames.Contains(webhook.Name))
        {
            mistakes = mistakes.Prepend($"The endpoint '{endpoint.DisplayName}' is marked as the receiver of {WebhookOptionsRules.Webhook(webhook.Name)}, which is not registered: call services.AddScreenMeetWebhooks(…) for it, or mark the endpoint with one of the names that are: {string.Join(", ", webhookNames.Select(static name => $"\"{name}\""))}.");
        }

        return webhook is not null && !hasMiddleware
            ? mistakes.Prepend($"The endpoint '{endpoint.DisplayName}' is marked as a ScreenMeet webhook, but nothing verifies its requests: call app.UseScreenMeetWebhooks() after app.UseRouting(), where that is called, before the endpoints.")
            : mistakes;
    }

    private static IEnumerable<string> FindInUnmarkedAction(ControllerActionDescriptor action) =>
        from parameter in EventParametersOf(action)
        select $"The action '{action.DisplayName}' takes ScreenMeet events as '{parameter.Name}', but is not marked as their receiver: put [ScreenMeetWebhook] on it.";

    private IEnumerable<string> FindInUnmarkedHandler(Endpoint endpoint) =>
        from parameter in EventParametersOf(endpoint)
        select $"The endpoint '{endpoint.DisplayName}' takes ScreenMeet events as '{parameter.Name}', which would be read from requests that nothing verified: take a ScreenMeetDelivery instead.";

    private static IEnumerable<string> FindInAction(ControllerActionDescriptor action)
    {
        foreach (var parameter in EventParametersOf(action))
        {
            if (!EventParameter.IsBound(parameter.ParameterType))
            {
                yield return $"The action '{action.DisplayName}' takes ScreenMeet events as '{parameter.Name}', whose type {parameter.ParameterType} is not bound: take {BoundTypes}.";
            }
        }

        // The last one is in force, as MVC has it.
        var consumes = action.FilterDescriptors.Select(static descriptor => descriptor.Filter).OfType<ConsumesAttribute>().LastOrDefault();
        if (consumes is not null && !AcceptsPlainText(consumes.ContentTypes))
        {
            yield return $"The action '{action.DisplayName}' is marked as a ScreenMeet webhook, but its [Consumes] shuts out text/plain, which ScreenMeet sends: remove it from the action, or put [Consumes(\"text/plain\")] on it.";
        }
    }

    private IEnumerable<string> FindInHandler(Endpoint endpoint)
    {
        if (endpoint.Metadata.GetMetadata<GuardedEndpoint>() is null)
        {
            yield return $"The endpoint '{endpoint.DisplayName}' carries [ScreenMeetWebhook], which guards MVC actions only: call RequireScreenMeetSignature() on the endpoint instead, or take a ScreenMeetDelivery.";
        }

        foreach (var parameter in EventParametersOf(endpoint))
        {
            yield return $"The endpoint '{endpoint.DisplayName}' takes ScreenMeet events as '{parameter.Name}', whose type {parameter.ParameterType} a minimal API does not bind: take a ScreenMeetDelivery instead.";
        }

        if (endpoint.Metadata.GetMetadata<IAcceptsMetadata>() is { } accepts && !AcceptsPlainText(accepts.ContentTypes))
        {
            yield return $"The endpoint '{endpoint.DisplayName}' is marked as a ScreenMeet webhook, but does not accept text/plain, which ScreenMeet sends: let Accepts(…) include it.";
        }
    }

    private static IEnumerable<ParameterDescriptor> EventParametersOf(ControllerActionDescriptor action) =>
        action.Parameters.Concat(action.BoundProperties).Where(static parameter =>
            parameter.BindingInfo?.BindingSource != BindingSource.Services && EventParameter.HoldsEvents(parameter.ParameterType));

    private IEnumerable<ParameterInfo> EventParametersOf(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<MethodInfo>()?.GetParameters().Where(parameter =>
            parameter.ParameterType != typeof(ScreenMeetDelivery)
            && EventParameter.HoldsEvents(parameter.ParameterType)
            && !IsService(parameter)) ?? [];

    // Every sequence is a service, if an empty one.
    private bool IsService(ParameterInfo parameter) =>
        parameter.GetCustomAttributes().OfType<IFromServiceMetadata>().Any()
        || (!EventParameter.IsBound(parameter.ParameterType) && services?.IsService(parameter.ParameterType) == true);

    private static bool AcceptsPlainText(IEnumerable<string> contentTypes) =>
        contentTypes.Any(static contentType => contentType is "text/plain" or "text/*" or "*/*");
}
