using System.Diagnostics;

namespace ScreenMeet.AspNetCore;

internal static class InboxActivities
{
    private static readonly ActivitySource s_source = new("ScreenMeet.AspNetCore.Inbox");

    // The request that stored the event is linked, not the parent: it ended long ago, and may have stored many.
    public static Activity? StartProcess(string webhookName, int attempt, string? traceParent)
    {
        if (!s_source.HasListeners())
        {
            return null;
        }

        ActivityLink[] links = ActivityContext.TryParse(traceParent, null, isRemote: true, out var request) ? [new(request)] : [];
        var tags = new ActivityTagsCollection
        {
            ["messaging.operation.type"] = "process",
            ["screenmeet.webhook.name"] = webhookName,
            ["screenmeet.inbox.attempt"] = attempt,
        };
        return s_source.StartActivity("process screenmeet.inbox", ActivityKind.Consumer, default(ActivityContext), tags, links);
    }
}
