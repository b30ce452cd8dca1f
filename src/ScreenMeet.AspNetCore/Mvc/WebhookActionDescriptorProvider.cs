using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.Controllers;

namespace ScreenMeet.AspNetCore;

// Adds the filters of a webhook to the actions that are marked themselves or by a global filter.
internal sealed class WebhookActionDescriptorProvider : IActionDescriptorProvider
{
    // Runs after the providers that create the descriptors.
    public int Order => int.MaxValue;

    public void OnProvidersExecuting(ActionDescriptorProviderContext context)
    {
        foreach (var action in context.Results.OfType<ControllerActionDescriptor>().Where(IsMarked))
        {
            WebhookFilters.AddTo(action, ScreenMeetWebhookAttribute.Inferred);

            // The mark itself cannot be this metadata, because MVC does not start with such an attribute beside [ValidateAntiForgeryToken].
            action.EndpointMetadata.Add(new RequireAntiforgeryTokenAttribute(required: false));
        }
    }

    public void OnProvidersExecuted(ActionDescriptorProviderContext context)
    {
    }

    private static bool IsMarked(ControllerActionDescriptor action) =>
        action.FilterDescriptors.Any(static descriptor => descriptor.Filter is ScreenMeetWebhookAttribute)
        || action.MethodInfo.GetParameters().Any(EventParameter.IsMark);
}
