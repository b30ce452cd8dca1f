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
internal sealed class EndpointCheck(bool hasMiddleware, IServiceProviderIsService? services)
{
    private const string BoundTypes =
        "ScreenMeetEvent[], List<ScreenMeetEvent>, one of its interfaces (IReadOnlyList, IReadOnlyCollection, IEnumerable, IList, ICollection) or ScreenMeetDelivery";

    public IEnumerable<string> FindMistakes(Endpoint endpoint)
    {
        // On an action a ScreenMeetDelivery adds the metadata too, but not the filter.
        var action = endpoint.Metadata.GetMetadata<ControllerActionDescriptor>();
        var isMarked = action is null
            ? endpoint.Metadata.GetMetadata<ScreenMeetWebhookAttribute>() is not null
            : action.FilterDescriptors.Any(static descriptor => descriptor.Filter is ScreenMeetWebhookAttribute);
        var mistakes = (isMarked, action) switch
        {
            (false, null) => FindInUnmarkedHandler(endpoint),
            (false, not null) => FindInUnmarkedAction(action),
            (true, null) => FindInHandler(endpoint),
            (true, not null) => FindInAction(action),
        };

        return isMarked && !hasMiddleware
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
            yield return $"The endpoint '{endpoint.DisplayName}' carries [ScreenMeetWebhook], which guards MVC actions only: take a ScreenMeetDelivery instead.";
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
