using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Routing;

namespace ScreenMeet.AspNetCore;

// Finds mistakes in the endpoint of an MVC action.
internal sealed class ActionCheck(IServiceProvider services)
{
    private readonly UnfilledParameters _unfilled = new(services);

    public IEnumerable<string> FindInMarked(Endpoint endpoint, ControllerActionDescriptor action)
    {
        if (!WebhookFilters.AreOn(action))
        {
            yield return Mistakes.AttributeAsMetadata(endpoint.DisplayName);
        }

        if (AsyncVoid.Is(action.MethodInfo))
        {
            yield return Mistakes.AsyncVoid(action.DisplayName);
        }

        var policies = SilencedPolicies.OnActionOf(action, endpoint);
        if (policies.Count > 0)
        {
            yield return Mistakes.PolicyOnAction(action.DisplayName, policies);
        }

        foreach (var parameter in action.Parameters.Concat(action.BoundProperties))
        {
            if (HoldsEvents(parameter) && !EventTypes.AreBound(parameter.ParameterType))
            {
                yield return Mistakes.NotBoundByAction(action.DisplayName, parameter.Name, CSharpName.Of(parameter.ParameterType));
            }
        }

        // A delivery is a POST, which an endpoint for only GET does not receive.
        foreach (var parameter in Methods.AreGet(endpoint) ? [] : _unfilled.FindIn(action, endpoint))
        {
            yield return Mistakes.ParameterUnfilled(
                action.DisplayName, parameter.Name, CSharpName.Of(parameter.ParameterType), DeliveryCode.ReadAs(parameter.ParameterType));
        }
    }

    // MVC creates the guard from such a filter, but the action's endpoint does not get the mark.
    public static IEnumerable<string> FindMarkByType(ControllerActionDescriptor action) =>
        action.FilterDescriptors
            .Where(static descriptor => ((descriptor.Filter as TypeFilterAttribute)?.ImplementationType ?? (descriptor.Filter as ServiceFilterAttribute)?.ServiceType) == typeof(ScreenMeetWebhookAttribute))
            .Select(_ => Mistakes.MarkByType(action.DisplayName));

    public static IEnumerable<string> FindInUnmarked(Endpoint endpoint, ControllerActionDescriptor action)
    {
        if (WebhookFilters.AreOn(action))
        {
            yield return Mistakes.RouteUnmarked(action.DisplayName, (endpoint as RouteEndpoint)?.RoutePattern.RawText);
        }

        var isGet = Methods.AreGet(endpoint);
        var parameters = action.Parameters.Where(parameter => !isGet || IsBody(parameter))
            .Concat(action.BoundProperties.Where(property => !isGet || IsBoundByGet(property)));
        foreach (var parameter in parameters.Where(static parameter => HoldsEvents(parameter) || (IsBody(parameter) && EventTypes.CanBeReadInto(parameter.ParameterType))))
        {
            yield return Mistakes.ActionUnmarked(action.DisplayName, parameter.Name);
        }
    }

    private static bool HoldsEvents(ParameterDescriptor parameter) =>
        parameter.BindingInfo?.BindingSource != BindingSource.Services && EventTypes.AreIn(parameter.ParameterType);

    private static bool IsBody(ParameterDescriptor parameter) => parameter.BindingInfo?.BindingSource == BindingSource.Body;

    private static bool IsBoundByGet(ParameterDescriptor property) =>
        property.BindingInfo?.RequestPredicate?.Invoke(new ActionContext { HttpContext = new DefaultHttpContext { Request = { Method = HttpMethods.Get } } }) ?? true;
}
