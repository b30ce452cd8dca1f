using Microsoft.AspNetCore.Http;

namespace ScreenMeet.AspNetCore;

/// <summary>
/// Handles the verified deliveries of a webhook that <c>MapScreenMeetWebhook</c> maps. A webhook has one delivery handler, which
/// by default hands each event to its handlers within the request. It is resolved from the request's scope.
/// </summary>
public interface IScreenMeetDeliveryHandler
{
    /// <summary>Handles one delivery. When this method returns, the request is answered with 200, unless it has written another response.</summary>
    /// <param name="delivery">The verified delivery.</param>
    /// <param name="context">The request. An exception from this method ends it with 500, so that the sender can try again.</param>
    /// <param name="cancellationToken">Cancelled when the client disconnects.</param>
    /// <returns>A task that completes when the delivery has been handled or stored.</returns>
    ValueTask HandleAsync(ScreenMeetDelivery delivery, HttpContext context, CancellationToken cancellationToken);
}
