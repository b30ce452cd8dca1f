using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace ScreenMeet.AspNetCore;

// A resource filter, because action filters come after binding.
internal sealed class WebhookGuard : IResourceFilter
{
    public static readonly WebhookGuard Instance = new();

    public void OnResourceExecuting(ResourceExecutingContext context)
    {
        context.HttpContext.GetRequiredScreenMeetDelivery();

        // Whatever the Content-Type says, the body is no form: reading it as one can fail, and binding would end there.
        context.ValueProviderFactories.RemoveType<FormValueProviderFactory>();
        context.ValueProviderFactories.RemoveType<FormFileValueProviderFactory>();
        context.ValueProviderFactories.RemoveType<JQueryFormValueProviderFactory>();
    }

    public void OnResourceExecuted(ResourceExecutedContext context)
    {
    }
}
