using Microsoft.AspNetCore.Http;

namespace ScreenMeet.AspNetCore;

// Verifies a request to a marked endpoint before the middleware behind this one sees it.
internal sealed class ScreenMeetWebhookMiddleware(RequestDelegate next, DeliveryReceiver deliveryReceiver)
{
    public Task Invoke(HttpContext context)
    {
        var endpoint = context.GetEndpoint();
        if (ScreenMeetWebhookAttribute.InForceOn(endpoint) is not { } webhook)
        {
            return next(context);
        }

        var receiver = GuardedEndpoint.ReceiverOf(endpoint!);
        if (VerifiedDelivery.TryGet(context, receiver, webhook.Name, out _))
        {
            return next(context);
        }

        return DeliveryGuard.IsRefused(context) ? Task.CompletedTask : ReceiveAsync(context, webhook.Name, receiver);
    }

    private async Task ReceiveAsync(HttpContext context, string webhookName, object receiver)
    {
        if (await deliveryReceiver.ReceiveAsync(context, webhookName, receiver) is not null)
        {
            await next(context);
        }
    }
}
