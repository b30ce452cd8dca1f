using System.Diagnostics;

namespace ScreenMeet.AspNetCore;

internal static class WebhookActivities
{
    private static readonly ActivitySource s_source = new(WebhookMetrics.Name);

    public static bool AreListenedTo => s_source.HasListeners();

    public static Activity? StartHandling(string webhookName) => Start("handle screenmeet.delivery", webhookName);

    public static Activity? StartEvent(string webhookName, string? eventType, int index)
    {
        var activity = Start("handle screenmeet.event", webhookName);
        if (activity is { IsAllDataRequested: true })
        {
            activity.SetTag(WebhookMetrics.EventTypeTag, DocumentedEventTypes.Bound(eventType));
            activity.SetTag("screenmeet.event.index", index);
        }

        return activity;
    }

    // An exception is recorded on the innermost activity alone. Those around it get only the status.
    public static void Fail(Activity? activity, Exception exception)
    {
        if (activity is { Status: not ActivityStatusCode.Error })
        {
            activity.AddException(exception);
        }

        for (; activity is not null; activity = activity.Parent)
        {
            if (activity.Source == s_source)
            {
                Fail(activity, exception.GetType().FullName);
            }
        }
    }

    public static void Fail(Activity? activity, string? errorType)
    {
        activity?.SetStatus(ActivityStatusCode.Error);
        activity?.SetTag(WebhookMetrics.ErrorTag, errorType);
    }

    private static Activity? Start(string name, string webhookName)
    {
        var activity = s_source.StartActivity(name);
        if (activity is { IsAllDataRequested: true })
        {
            activity.SetTag(WebhookMetrics.NameTag, webhookName);
        }

        return activity;
    }
}
