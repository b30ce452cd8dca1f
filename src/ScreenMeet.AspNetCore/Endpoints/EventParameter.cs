using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.DependencyInjection;
using ScreenMeet.Webhooks;

namespace ScreenMeet.AspNetCore;

// The parameters that take a delivery's events.
internal static class EventParameter
{
    public static bool IsService(ParameterInfo parameter) =>
        parameter.GetCustomAttributes().Any(static attribute => attribute is IFromServiceMetadata or FromKeyedServicesAttribute);

    // A delivery is bound only from a verified request, so a parameter of that type marks its endpoint.
    public static bool IsMark(ParameterInfo parameter) => parameter.ParameterType == typeof(ScreenMeetDelivery) && !ComesFromElsewhere(parameter);

    public static bool IsDeliveryFromElsewhere(ParameterInfo parameter) => parameter.ParameterType == typeof(ScreenMeetDelivery) && ComesFromElsewhere(parameter);

    // In a minimal API, such an attribute takes precedence over the BindAsync of a type.
    public static bool ComesFromElsewhere(ParameterInfo parameter) =>
        IsService(parameter) || parameter.GetCustomAttributes().Any(static attribute =>
            attribute is IFromBodyMetadata or IFromFormMetadata or IFromHeaderMetadata or IFromQueryMetadata or IFromRouteMetadata);

    public static object Create(Type type, ScreenMeetDelivery delivery)
    {
        if (type == typeof(ScreenMeetEvent[]))
        {
            return delivery.ToArray();
        }

        var isReadOnly = type.IsInstanceOfType(delivery);
        return isReadOnly ? delivery : new List<ScreenMeetEvent>(delivery.ToArray());
    }
}
