using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace ScreenMeet.AspNetCore;

// An authorization filter, before those of the application, and a resource filter, since action filters come after binding.
internal sealed class WebhookGuard : IAuthorizationFilter, IResourceFilter
{
    public static readonly WebhookGuard Instance = new();

    public void OnAuthorization(AuthorizationFilterContext context) => context.HttpContext.GetRequiredScreenMeetDelivery();

    public void OnResourceExecuting(ResourceExecutingContext context)
    {
        // Whatever the Content-Type says, the body is no form: reading it as one can fail, and binding would end there.
        context.ValueProviderFactories.RemoveType<FormValueProviderFactory>();
        context.ValueProviderFactories.RemoveType<FormFileValueProviderFactory>();
        context.ValueProviderFactories.RemoveType<JQueryFormValueProviderFactory>();
    }

    public void OnResourceExecuted(ResourceExecutedContext context)
    {
    }
}
