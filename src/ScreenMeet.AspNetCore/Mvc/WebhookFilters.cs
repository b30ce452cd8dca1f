using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;

namespace ScreenMeet.AspNetCore;

// The filters of an action that is a webhook. They are the action's own: a filter provider would be asked at every request
// to every action of the application, and keep MVC from caching their filters.
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

        // A mark is the guard already, but not before everything else.
        var filters = action.FilterDescriptors;
        var mark = filters.FirstOrDefault(static descriptor => descriptor.Filter is ScreenMeetWebhookAttribute);
        if (mark is not null)
        {
            filters.Remove(mark);
        }

        filters.Insert(0, new(mark?.Filter ?? WebhookGuard.Instance, int.MinValue) { Order = int.MinValue });

        // The last antiforgery policy is the one in force.
        filters.Add(new(s_ignoreAntiforgeryToken, int.MaxValue) { Order = int.MaxValue });
    }
}
