using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace ScreenMeet.AspNetCore;

// Replaces the binders, formatters and value providers that would create events from any request.
internal sealed class UnverifiedEventBinder : IModelBinder
{
    public Task BindModelAsync(ModelBindingContext bindingContext) =>
        // A property of a model stays empty, but a parameter or a bound property must not.
        bindingContext.IsTopLevelObject
            ? throw new InvalidOperationException(Mistakes.EventsUnverified(CSharpName.Of(bindingContext.ModelType)))
            : Task.CompletedTask;
}
