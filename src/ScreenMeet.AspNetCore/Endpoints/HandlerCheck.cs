using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.DependencyInjection;

namespace ScreenMeet.AspNetCore;

// Finds mistakes in an endpoint outside MVC, of a minimal API or of another framework.
internal sealed class HandlerCheck(IServiceProviderIsService? services)
{
    public IEnumerable<string> FindInMarked(Endpoint endpoint)
    {
        if (endpoint.Metadata.GetMetadata<GuardedEndpoint>() is null)
        {
            yield return Mistakes.AttributeOutsideMvc(endpoint.DisplayName);
        }

        if (endpoint.Metadata.GetMetadata<MethodInfo>() is { } method && AsyncVoid.Is(method))
        {
            yield return Mistakes.AsyncVoid(endpoint.DisplayName);
        }

        foreach (var parameter in ParametersOf(endpoint))
        {
            if (EventParameter.IsDeliveryFromElsewhere(parameter))
            {
                yield return Mistakes.DeliveryFromElsewhere(endpoint.DisplayName, parameter.Name);
            }
            else if (HoldsEvents(parameter))
            {
                yield return Mistakes.NotBoundByHandler(endpoint.DisplayName, parameter.Name, CSharpName.Of(parameter.ParameterType));
            }
        }
    }

    public IEnumerable<string> FindInUnmarked(Endpoint endpoint)
    {
        var parameters = ParametersOf(endpoint).Where(parameter => IsReadUnverified(parameter, endpoint)).ToArray();
        if (parameters.Length > 0)
        {
            return parameters.Select(parameter => EventParameter.IsDeliveryFromElsewhere(parameter)
                ? Mistakes.DeliveryFromElsewhere(endpoint.DisplayName, parameter.Name)
                : Mistakes.HandlerUnmarked(endpoint.DisplayName, parameter.Name));
        }

        // This metadata is all that a framework with its own binding declares.
        return endpoint.Metadata.GetOrderedMetadata<IAcceptsMetadata>()
            .Select(static accepts => accepts.RequestType)
            .OfType<Type>()
            .Where(EventTypes.CanBeReadInto)
            .Select(type => Mistakes.BodyUnmarked(endpoint.DisplayName, CSharpName.Of(type)));
    }

    // Returns the parameter that the endpoint's metadata declares as the body.
    public static ParameterInfo? BodyParameterOf(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType is { } type
            ? ParametersOf(endpoint).FirstOrDefault(parameter => parameter.ParameterType == type)
            : null;

    private bool IsReadUnverified(ParameterInfo parameter, Endpoint endpoint) =>
        parameter.ParameterType == typeof(ScreenMeetDelivery)
        || (HoldsEvents(parameter) && (!Methods.AreGet(endpoint) || Has<IFromBodyMetadata>(parameter)))
        || (Has<IFromFormMetadata>(parameter) && EventTypes.CanBeReadInto(parameter.ParameterType));

    // IsService is true for every IEnumerable<T>, even if nothing is registered.
    private bool HoldsEvents(ParameterInfo parameter) =>
        parameter.ParameterType != typeof(ScreenMeetDelivery)
        && EventTypes.AreIn(parameter.ParameterType)
        && !EventParameter.IsService(parameter)
        && (EventTypes.AreBound(parameter.ParameterType) || services?.IsService(parameter.ParameterType) != true);

    private static bool Has<TMetadata>(ParameterInfo parameter) => parameter.GetCustomAttributes().Any(static attribute => attribute is TMetadata);

    // If the endpoint has binding metadata, [AsParameters] is expanded and parameters that bind themselves are left out.
    private static IEnumerable<ParameterInfo> ParametersOf(Endpoint endpoint)
    {
        var bindings = endpoint.Metadata.GetOrderedMetadata<IParameterBindingMetadata>();
        return bindings.Count > 0
            ? bindings.Where(static binding => !binding.HasBindAsync).Select(static binding => binding.ParameterInfo)
            : endpoint.Metadata.GetMetadata<MethodInfo>()?.GetParameters() ?? [];
    }
}
