using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace ScreenMeet.AspNetCore;

// An authorization filter that runs before those of the application, and a resource filter, because action filters run after binding.
internal sealed class WebhookGuard(string webhookName) : IAsyncAuthorizationFilter, IResourceFilter
{
    public string WebhookName => webhookName;

    public Task OnAuthorizationAsync(AuthorizationFilterContext context)
    {
        var requiring = DeliveryGuard.RequireAsync(
            context.HttpContext, context.ActionDescriptor, WebhookFilters.NameOf(context.HttpContext, context.ActionDescriptor));
        if (!requiring.IsCompletedSuccessfully)
        {
            return AwaitAsync(requiring, context);
        }

        Require(requiring.Result, context);
        return Task.CompletedTask;
    }

    public void OnResourceExecuting(ResourceExecutingContext context)
    {
        // The body is not a form, whatever its Content-Type says. Reading it as a form can fail, which would end binding.
        context.ValueProviderFactories.RemoveType<FormValueProviderFactory>();
        context.ValueProviderFactories.RemoveType<FormFileValueProviderFactory>();
        context.ValueProviderFactories.RemoveType<JQueryFormValueProviderFactory>();

        if (Handling.IsObserved(context.HttpContext))
        {
            Handling.Begin(context.HttpContext);
        }
    }

    public void OnResourceExecuted(ResourceExecutedContext context)
    {
        using var handling = Handling.Of(context.HttpContext);
        if (context is { Exception: { } exception, ExceptionHandled: false })
        {
            handling?.Fail(exception);
        }
    }

    private static async Task AwaitAsync(ValueTask<ScreenMeetDelivery?> requiring, AuthorizationFilterContext context) =>
        Require(await requiring, context);

    // If the request has been refused, the response is already complete.
    private static void Require(ScreenMeetDelivery? delivery, AuthorizationFilterContext context)
    {
        if (delivery is null)
        {
            context.Result = new EmptyResult();
        }
    }
}
