using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;

namespace ScreenMeet.AspNetCore;

// The filters of a marked action. They are added to the action itself, because MVC would call a filter provider at every
// request to any action of the application, and could not cache the filters of those actions.
internal static class WebhookFilters
{
    private static readonly IgnoreAntiforgeryTokenAttribute s_ignoreAntiforgeryToken = new();

    public static bool AreOn(ActionDescriptor action) =>
        action.FilterDescriptors.Any(static descriptor => ReferenceEquals(descriptor.Filter, s_ignoreAntiforgeryToken));

    // Returns the name of the webhook that the action receives. Without endpoint routing, or when the action runs during another
    // endpoint's request, the request's endpoint is not that of the action.
    public static string NameOf(HttpContext context, ActionDescriptor action)
    {
        var endpoint = context.GetEndpoint();
        var isCurrent = ReferenceEquals(endpoint?.Metadata.GetMetadata<ActionDescriptor>(), action);
        var filters = action.FilterDescriptors.Select(static descriptor => descriptor.Filter);
        return (isCurrent ? ScreenMeetWebhookAttribute.InForceOn(endpoint)?.Name : null)
            ?? filters.OfType<ScreenMeetWebhookAttribute>().LastOrDefault()?.Name
            ?? filters.OfType<WebhookGuard>().FirstOrDefault()?.WebhookName
            ?? "";
    }

    public static void AddTo(ActionDescriptor action, ScreenMeetWebhookAttribute mark)
    {
        if (AreOn(action))
        {
            return;
        }

        // A mark on the action is already a guard, but has to run before all other filters. The mark of an endpoint must not become
        // a filter itself, because MVC makes filters the metadata of each endpoint that leads to the action.
        var filters = action.FilterDescriptors;
        var own = filters.FirstOrDefault(static descriptor => descriptor.Filter is ScreenMeetWebhookAttribute);
        if (own is not null)
        {
            filters.Remove(own);
        }

        filters.Insert(0, new(own?.Filter ?? new WebhookGuard(mark.Name), int.MinValue) { Order = int.MinValue });

        // MVC applies only the last antiforgery policy.
        filters.Add(new(s_ignoreAntiforgeryToken, int.MaxValue) { Order = int.MaxValue });
    }
}
