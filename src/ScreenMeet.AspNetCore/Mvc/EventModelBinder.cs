using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace ScreenMeet.AspNetCore;

internal sealed class EventModelBinder : IModelBinder
{
    public Task BindModelAsync(ModelBindingContext bindingContext)
    {
        var delivery = bindingContext.HttpContext.GetRequiredScreenMeetDelivery();
        var model = EventParameter.Create(bindingContext.ModelType, delivery);

        // [ApiController] answers 400 for what validation finds: there is nothing in a genuine event to object to.
        bindingContext.ValidationState.Add(model, new() { SuppressValidation = true });
        bindingContext.Result = ModelBindingResult.Success(model);
        return Task.CompletedTask;
    }
}
