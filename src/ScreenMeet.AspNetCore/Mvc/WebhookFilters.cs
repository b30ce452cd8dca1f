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

    public static void AddTo(ActionDescriptor action)
    {
        if (AreOn(action))
        {
            return;
        }

        // A mark on the action is its guard already, but has to come before all other filters.
        var filters = action.FilterDescriptors;
        var mark = filters.FirstOrDefault(static descriptor => descriptor.Filter is ScreenMeetWebhookAttribute);
        if (mark is not null)
        {
            filters.Remove(mark);
        }

        filters.Insert(0, new(mark?.Filter ?? WebhookGuard.Instance, int.MinValue) { Order = int.MinValue });

        // MVC applies only the last antiforgery policy.
        filters.Add(new(s_ignoreAntiforgeryToken, int.MaxValue) { Order = int.MaxValue });
    }
}
