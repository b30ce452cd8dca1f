using ScreenMeet.AspNetCore;

namespace Microsoft.AspNetCore.Http;

/// <summary>Gets the verified delivery of a request.</summary>
public static class ScreenMeetWebhooksHttpContextExtensions
{
    /// <summary>Gets the delivery that was verified for this request.</summary>
    /// <param name="context">The request's context.</param>
    /// <returns>The delivery, or <see langword="null"/> when the request is not a verified delivery.</returns>
    public static ScreenMeetDelivery? GetScreenMeetDelivery(this HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);

        return context.Features.Get<VerifiedDelivery>()?.Delivery;
    }
}
