using ScreenMeet.AspNetCore;

namespace Microsoft.AspNetCore.Http;

/// <summary>Gives the verified delivery of a request.</summary>
public static class ScreenMeetWebhooksHttpContextExtensions
{
    /// <summary>Gives the delivery that <c>UseScreenMeetWebhooks</c> verified for this request.</summary>
    /// <param name="context">The request's context.</param>
    /// <returns>The delivery, or <see langword="null"/> when the request is no verified delivery.</returns>
    public static ScreenMeetDelivery? GetScreenMeetDelivery(this HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);

        return context.Features.Get<ScreenMeetDelivery>();
    }

    // The delivery for this very endpoint: one that was verified for another webhook is none.
    internal static ScreenMeetDelivery GetRequiredScreenMeetDelivery(this HttpContext context)
    {
        var delivery = context.GetScreenMeetDelivery();
        var webhook = ScreenMeetWebhookAttribute.InForceOn(context.GetEndpoint());
        if (delivery is not null && delivery.WebhookName == webhook?.Name)
        {
            return delivery;
        }

        throw new InvalidOperationException(
            $"The endpoint '{context.GetEndpoint()?.DisplayName}' takes ScreenMeet deliveries, but this request was not verified. "
            + "Call app.UseScreenMeetWebhooks() after app.UseRouting(), where that is called, before the endpoints, "
            + "and not in a branch of the pipeline (Map, UseWhen) that such a request does not take. "
            + "An action that takes events carries [ScreenMeetWebhook].");
    }
}
