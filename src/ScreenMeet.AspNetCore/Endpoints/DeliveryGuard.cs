using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace ScreenMeet.AspNetCore;

// Verifies a request at its endpoint, in the same way as the middleware, if the middleware has not verified it for this receiver
// (because it is missing, misplaced or in a branch, or because the request is executed again).
internal static class DeliveryGuard
{
    // Returns null if the request has been refused. No part of the endpoint may run then.
    public static ValueTask<ScreenMeetDelivery?> RequireAsync(HttpContext context, object receiver, string webhookName)
    {
        if (VerifiedDelivery.TryGet(context, receiver, webhookName, out var delivery))
        {
            return new(delivery);
        }

        // A refused request stays refused when it is executed again.
        return IsRefused(context)
            ? default
            : ReceiveIn(context)(context, webhookName, receiver);
    }

    public static bool IsRefused(HttpContext context) => context.Features.Get<IHttpResponseFeature>() is RefusedResponse;

    private static ReceiveDelivery ReceiveIn(HttpContext context) =>
        context.RequestServices.GetService<ReceiveDelivery>()
        ?? throw new InvalidOperationException(
            $"The endpoint '{context.GetEndpoint()?.DisplayName}' is marked as a ScreenMeet webhook, but the services that verify its requests are not registered. "
            + "Call services.AddScreenMeetWebhooks(…) where the services are configured.");
}
