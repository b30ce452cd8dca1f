using Microsoft.AspNetCore.Http;

namespace ScreenMeet.AspNetCore;

// Verifies a request for a receiver (see VerifiedDelivery), and returns null when it has been refused.
internal delegate ValueTask<ScreenMeetDelivery?> ReceiveDelivery(HttpContext context, string webhookName, object receiver);
