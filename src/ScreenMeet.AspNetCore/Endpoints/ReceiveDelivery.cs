using Microsoft.AspNetCore.Http;

namespace ScreenMeet.AspNetCore;

// Verifies a request for a receiver (see VerifiedDelivery), and returns null if the request was refused.
internal delegate ValueTask<ScreenMeetDelivery?> ReceiveDelivery(HttpContext context, string webhookName, object receiver);
