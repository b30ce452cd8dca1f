using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Microsoft.AspNetCore.Mvc;

namespace ScreenMeet.AspNetCore;

// Finds the mistakes that show on the handlers of a Razor Page, where no guard can be.
[UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "Razor Pages cannot be trimmed.")]
internal static class PageCheck
{
    private const BindingFlags Public = BindingFlags.Public | BindingFlags.Instance;

    public static IEnumerable<string> FindMistakes(string page, Type handlerType)
    {
        foreach (var method in handlerType.GetMethods(Public))
        {
            if (method.IsDefined(typeof(ScreenMeetWebhookAttribute), inherit: true))
            {
                yield return Mistakes.PageMarked(page, method.Name);
            }

            // A handler's name says so.
            var parameters = method.Name.StartsWith("On", StringComparison.Ordinal) ? method.GetParameters() : [];
            foreach (var parameter in parameters.Where(static parameter => EventTypes.AreIn(parameter.ParameterType) && !EventParameter.IsService(parameter)))
            {
                yield return Mistakes.PageWithEvents(page, parameter.Name!);
            }
        }

        var areAllBound = handlerType.IsDefined(typeof(BindPropertiesAttribute), inherit: true);
        foreach (var property in handlerType.GetProperties(Public))
        {
            if ((areAllBound || property.IsDefined(typeof(BindPropertyAttribute), inherit: true)) && property.SetMethod is { IsPublic: true } && EventTypes.AreIn(property.PropertyType))
            {
                yield return Mistakes.PageWithEvents(page, property.Name);
            }
        }
    }
}
