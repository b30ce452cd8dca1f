using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace ScreenMeet.AspNetCore;

internal sealed class EventModelBinder : IModelBinder
{
    public Task BindModelAsync(ModelBindingContext bindingContext)
    {
        var action = bindingContext.ActionContext.ActionDescriptor;
        var webhookName = WebhookFilters.NameOf(bindingContext.HttpContext, action);

        // Without a delivery for this action, a property of a model stays empty, but a parameter must not.
        if (!VerifiedDelivery.TryGet(bindingContext.HttpContext, action, webhookName, out var delivery))
        {
            return bindingContext.IsTopLevelObject
                ? throw new InvalidOperationException(
                    $"The action '{action.DisplayName}' takes ScreenMeet events, but is not marked as their receiver. Put [ScreenMeetWebhook] on it.")
                : Task.CompletedTask;
        }

        var model = EventParameter.Create(bindingContext.ModelType, delivery);

        // [ApiController] answers 400 if validation fails, but a genuine event has nothing to validate.
        bindingContext.ValidationState[model] = new() { SuppressValidation = true };
        bindingContext.Result = ModelBindingResult.Success(model);
        return Task.CompletedTask;
    }
}
