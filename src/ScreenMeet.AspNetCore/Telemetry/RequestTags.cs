using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace ScreenMeet.AspNetCore;

// Puts the result of a request on what ASP.NET Core itself measures and traces.
internal static class RequestTags
{
    public static void Accept(HttpContext context, ScreenMeetDelivery delivery)
    {
        TagMetric(context, WebhookMetrics.Accepted);
        if (TagActivity(context, delivery.WebhookName, WebhookMetrics.Accepted) is { } activity)
        {
            activity.SetTag("screenmeet.delivery.event.count", delivery.Count);
            activity.SetTag("screenmeet.delivery.fingerprint", delivery.Fingerprint);
        }
    }

    public static void Refuse(HttpContext context, string webhookName, Refusal refusal)
    {
        TagMetric(context, refusal.Reason);
        TagActivity(context, webhookName, refusal.Reason);
    }

    // ASP.NET Core sets the feature only if something listens to http.server.request.duration.
    private static void TagMetric(HttpContext context, string result)
    {
        if (context.Features.Get<IHttpMetricsTagsFeature>()?.Tags is not { } tags)
        {
            return;
        }

        // A request that is executed again may be verified again.
        foreach (var earlier in tags.Where(static tag => tag.Key == WebhookMetrics.ResultTag).ToArray())
        {
            tags.Remove(earlier);
        }

        tags.Add(new(WebhookMetrics.ResultTag, result));
    }

    // Returns the activity if it records. ASP.NET Core also creates activities only for the ids in the log, which look as if they recorded.
    private static Activity? TagActivity(HttpContext context, string webhookName, string result)
    {
        if (context.Features.Get<IHttpActivityFeature>()?.Activity is not { IsAllDataRequested: true } activity || !activity.Source.HasListeners())
        {
            return null;
        }

        activity.SetTag(WebhookMetrics.NameTag, webhookName);
        activity.SetTag(WebhookMetrics.ResultTag, result);
        return activity;
    }
}
