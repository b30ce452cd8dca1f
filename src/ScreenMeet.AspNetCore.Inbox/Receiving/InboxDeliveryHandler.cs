using System.Data.Common;
using Microsoft.AspNetCore.Http;

namespace ScreenMeet.AspNetCore;

// Stores the deliveries of webhooks that MapScreenMeetWebhook maps, before they are answered.
internal sealed class InboxDeliveryHandler(InboxCollection inboxes) : IScreenMeetDeliveryHandler
{
    private const string RetryAfterSeconds = "5";

    // A delivery is stored even if its sender has gone meanwhile, because it may not send it again.
    public async ValueTask HandleAsync(ScreenMeetDelivery delivery, HttpContext context, CancellationToken cancellationToken)
    {
        try
        {
            await inboxes.Get(delivery.WebhookName).StoreAsync(delivery, CancellationToken.None);
        }
        catch (DbException)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            context.Response.Headers.RetryAfter = RetryAfterSeconds;
        }
    }
}
