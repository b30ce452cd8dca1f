using Microsoft.AspNetCore.Http;

namespace ScreenMeet.AspNetCore;

/// <summary>
/// What <c>MapScreenMeetWebhook</c> does with a verified delivery, one for each webhook. By default each event is handed to
/// its handlers within the request. Resolved from the request's scope.
/// </summary>
public interface IScreenMeetDeliveryHandler
{
    /// <summary>Handles one delivery. When it returns, the request is answered with 200, unless it has written another response.</summary>
    /// <param name="delivery">The verified delivery.</param>
    /// <param name="context">The request. An exception ends it with 500, so that the sender can try again.</param>
    /// <param name="cancellationToken">Cancelled when the client has gone away.</param>
    /// <returns>A task that completes when the delivery is safe.</returns>
    ValueTask HandleAsync(ScreenMeetDelivery delivery, HttpContext context, CancellationToken cancellationToken);
}
