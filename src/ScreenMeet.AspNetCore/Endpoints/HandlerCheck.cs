using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.DependencyInjection;

namespace ScreenMeet.AspNetCore;

// Finds the mistakes that show on an endpoint outside MVC: a minimal API, or one of another framework.
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
            if (parameter.ParameterType == typeof(ScreenMeetDelivery) && EventParameter.ComesFromElsewhere(parameter))
            {
                yield return Mistakes.DeliveryFromElsewhere(endpoint.DisplayName, parameter.Name);
            }
            else if (HoldsEvents(parameter))
            {
                yield return Mistakes.NotBoundByHandler(endpoint.DisplayName, parameter.Name, parameter.ParameterType);
            }
        }
    }

    public IEnumerable<string> FindInUnmarked(Endpoint endpoint)
    {
        var parameters = ParametersOf(endpoint).Where(parameter => IsReadUnverified(parameter, endpoint)).ToArray();
        if (parameters.Length > 0)
        {
            return parameters.Select(parameter => Mistakes.HandlerUnmarked(endpoint.DisplayName, parameter.Name));
        }

        // A framework that binds by itself says no more than this.
        return endpoint.Metadata.GetOrderedMetadata<IAcceptsMetadata>()
            .Select(static accepts => accepts.RequestType)
            .OfType<Type>()
            .Where(EventTypes.CanBeReadInto)
            .Select(type => Mistakes.BodyUnmarked(endpoint.DisplayName, type));
    }

    // What the endpoint says that it reads from the body.
    public static ParameterInfo? BodyParameterOf(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType is { } type
            ? ParametersOf(endpoint).FirstOrDefault(parameter => parameter.ParameterType == type)
            : null;

    private bool IsReadUnverified(ParameterInfo parameter, Endpoint endpoint) =>
        parameter.ParameterType == typeof(ScreenMeetDelivery)
        || (HoldsEvents(parameter) && (!Methods.AreGet(endpoint) || Has<IFromBodyMetadata>(parameter)))
        || (Has<IFromFormMetadata>(parameter) && EventTypes.CanBeReadInto(parameter.ParameterType));

    // Every sequence is a service, if an empty one.
    private bool HoldsEvents(ParameterInfo parameter) =>
        parameter.ParameterType != typeof(ScreenMeetDelivery)
        && EventTypes.AreIn(parameter.ParameterType)
        && !EventParameter.IsService(parameter)
        && (EventTypes.AreBound(parameter.ParameterType) || services?.IsService(parameter.ParameterType) != true);

    private static bool Has<TMetadata>(ParameterInfo parameter) => parameter.GetCustomAttributes().Any(static attribute => attribute is TMetadata);

    // With what [AsParameters] stands for, where the endpoint tells; without what binds itself.
    private static IEnumerable<ParameterInfo> ParametersOf(Endpoint endpoint)
    {
        var bindings = endpoint.Metadata.GetOrderedMetadata<IParameterBindingMetadata>();
        return bindings.Count > 0
            ? bindings.Where(static binding => !binding.HasBindAsync).Select(static binding => binding.ParameterInfo)
            : endpoint.Metadata.GetMetadata<MethodInfo>()?.GetParameters() ?? [];
    }
}
