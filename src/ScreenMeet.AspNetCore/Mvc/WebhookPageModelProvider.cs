using Microsoft.AspNetCore.Mvc.ApplicationModels;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace ScreenMeet.AspNetCore;

// Keeps a Razor Page that would receive deliveries from being loaded, because its handlers cannot be guarded. MVC loads
// compiled pages at the start, and others at their first request.
internal sealed class WebhookPageModelProvider : IPageApplicationModelProvider
{
    // Runs after the provider that creates the model.
    public int Order => int.MaxValue;

    public void OnProvidersExecuting(PageApplicationModelProviderContext context)
    {
        var mistakes = FindMistakes(context.PageApplicationModel).ToArray();
        if (mistakes.Length > 0)
        {
            throw new InvalidOperationException(string.Join(Environment.NewLine, mistakes));
        }
    }

    public void OnProvidersExecuted(PageApplicationModelProviderContext context)
    {
    }

    private static IEnumerable<string> FindMistakes(PageApplicationModel page)
    {
        foreach (var handler in page.HandlerMethods)
        {
            if (handler.Attributes.OfType<ScreenMeetWebhookAttribute>().Any())
            {
                yield return Mistakes.PageMarked(page.RelativePath, handler.MethodInfo.Name);
            }

            foreach (var parameter in handler.Parameters.Where(TakesEvents))
            {
                yield return Mistakes.PageWithEvents(page.RelativePath, parameter.ParameterName);
            }
        }

        // Only a bound property has binding info.
        foreach (var property in page.HandlerProperties.Where(static property => property.BindingInfo is not null && TakesEvents(property)))
        {
            yield return Mistakes.PageWithEvents(page.RelativePath, property.PropertyName);
        }
    }

    private static bool TakesEvents(ParameterModelBase parameter) =>
        parameter.BindingInfo?.BindingSource != BindingSource.Services && EventTypes.AreIn(parameter.ParameterType);
}
