using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace ScreenMeet.AspNetCore;

// Gives every action that is marked, by whatever means, the filters of a webhook.
internal sealed class WebhookFilterProvider : IFilterProvider
{
    private static readonly IgnoreAntiforgeryTokenAttribute s_ignoreAntiforgeryToken = new();

    // After MVC's own provider, which makes the filters that are there already.
    public int Order => int.MaxValue;

    public void OnProvidersExecuting(FilterProviderContext context)
    {
        if (context.ActionContext.HttpContext.GetEndpoint()?.Metadata.GetMetadata<ScreenMeetWebhookAttribute>() is null)
        {
            return;
        }

        context.Results.Insert(0, CreateItem(WebhookGuard.Instance));

        // The last antiforgery policy is the one in force.
        context.Results.Add(CreateItem(s_ignoreAntiforgeryToken));
    }

    public void OnProvidersExecuted(FilterProviderContext context)
    {
    }

    private static FilterItem CreateItem(IFilterMetadata filter) =>
        new(new FilterDescriptor(filter, FilterScope.Action), filter) { IsReusable = true };
}
