using Microsoft.AspNetCore.Http;

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
            await dispatcher.DispatchAsync(context.RequestServices, delivery[i], eventContext, cancellationToken);
        }
    }
}
