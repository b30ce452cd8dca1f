using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace ScreenMeet.AspNetCore;

// In place of the binders, formatters and value providers that would make events of any request.
internal sealed class UnverifiedEventBinder : IModelBinder
{
    public Task BindModelAsync(ModelBindingContext bindingContext) =>
        // A property of a model stays empty; what was asked for by itself must not.
        bindingContext.IsTopLevelObject
            ? throw new InvalidOperationException(Mistakes.EventsUnverified(bindingContext.ModelType))
            : Task.CompletedTask;
}
