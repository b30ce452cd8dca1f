using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace ScreenMeet.AspNetCore;

internal sealed class EventModelBinder : IModelBinder
{
    public Task BindModelAsync(ModelBindingContext bindingContext)
    {
        // A property of somebody's model stays empty where there is no delivery; a parameter must not.
        var delivery = bindingContext.IsTopLevelObject
            ? bindingContext.HttpContext.GetRequiredScreenMeetDelivery()
            : bindingContext.HttpContext.GetScreenMeetDelivery();
        if (delivery is null)
        {
            return Task.CompletedTask;
        }

        var model = EventParameter.Create(bindingContext.ModelType, delivery);

        // [ApiController] answers 400 for what validation finds: there is nothing in a genuine event to object to.
        bindingContext.ValidationState[model] = new() { SuppressValidation = true };
        bindingContext.Result = ModelBindingResult.Success(model);
        return Task.CompletedTask;
    }
}
