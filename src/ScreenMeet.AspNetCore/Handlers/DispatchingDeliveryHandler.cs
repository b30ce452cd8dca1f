using Microsoft.AspNetCore.Http;
using ScreenMeet.Webhooks;

namespace ScreenMeet.AspNetCore;

// The default delivery handler, which hands each event to its handlers within the request, in the order sent.
internal sealed class DispatchingDeliveryHandler(ScreenMeetEventDispatcher dispatcher) : IScreenMeetDeliveryHandler
{
    public async ValueTask HandleAsync(ScreenMeetDelivery delivery, HttpContext context, CancellationToken cancellationToken)
    {
        for (var i = 0; i < delivery.Count; i++)
        {
            var eventContext = new ScreenMeetEventContext
            {
                WebhookName = delivery.WebhookName,
                DeliveryFingerprint = delivery.Fingerprint,
                ReceivedAt = delivery.ReceivedAt,
                Index = i,
            };
            var isTraced = WebhookActivities.AreListenedTo && dispatcher.HasHandlers(delivery.WebhookName, delivery[i].Type);
            await (isTraced
                ? DispatchTracedAsync(context.RequestServices, delivery[i], eventContext, cancellationToken)
                : dispatcher.DispatchAsync(context.RequestServices, delivery[i], eventContext, cancellationToken));
        }
    }

    // The dispatcher itself does not trace, because a worker that calls it, such as the inbox, has an activity of its own for each event.
    private async ValueTask DispatchTracedAsync(IServiceProvider scope, ScreenMeetEvent screenMeetEvent, ScreenMeetEventContext eventContext, CancellationToken cancellationToken)
    {
        using var activity = WebhookActivities.StartEvent(eventContext.WebhookName, screenMeetEvent.Type, eventContext.Index);
        try
        {
            await dispatcher.DispatchAsync(scope, screenMeetEvent, eventContext, cancellationToken);
        }
        catch (Exception exception)
        {
            WebhookActivities.Fail(activity, exception);
            throw;
        }
    }
}
