using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace ScreenMeet.AspNetCore;

internal sealed class EventModelBinder : IModelBinder
{
    public Task BindModelAsync(ModelBindingContext bindingContext)
    {
        // A property of a model stays empty where there is no delivery for this action. A parameter must not.
        if (!VerifiedDelivery.TryGet(bindingContext.HttpContext, bindingContext.ActionContext.ActionDescriptor, out var delivery))
        {
            return bindingContext.IsTopLevelObject
                ? throw new InvalidOperationException(
                    $"The action '{bindingContext.ActionContext.ActionDescriptor.DisplayName}' takes ScreenMeet events, but is not marked as their receiver. Put [ScreenMeetWebhook] on it.")
                : Task.CompletedTask;
        }

        var model = EventParameter.Create(bindingContext.ModelType, delivery);

        // [ApiController] answers 400 for what validation finds: there is nothing in a genuine event to object to.
        bindingContext.ValidationState[model] = new() { SuppressValidation = true };
        bindingContext.Result = ModelBindingResult.Success(model);
        return Task.CompletedTask;
    }
}
