using Microsoft.AspNetCore.Http;

namespace ScreenMeet.AspNetCore;

// What is done with a delivery by default: each event goes, in the order sent, to its handlers within the request.
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
