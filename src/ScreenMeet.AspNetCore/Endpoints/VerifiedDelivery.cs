using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;

namespace ScreenMeet.AspNetCore;

// The feature that hands over a verified delivery, but only to the receiver (an action or an endpoint) and on the path that the
// delivery was verified for. A request can be executed again, or routed to another endpoint, which may have other keys.
internal sealed class VerifiedDelivery(ScreenMeetDelivery delivery, object receiver, HttpRequest request, WebhookMetrics metrics)
{
    private readonly PathString _pathBase = request.PathBase;
    private readonly PathString _path = request.Path;
    private readonly HostString _host = request.Host;

    public ScreenMeetDelivery Delivery => delivery;

    public WebhookMetrics Metrics => metrics;

    public static bool TryGet(HttpContext context, object? receiver, string webhookName, [NotNullWhen(true)] out ScreenMeetDelivery? delivery)
    {
        var verified = context.Features.Get<VerifiedDelivery>();
        delivery = verified is not null && verified.IsFor(receiver, webhookName, context.Request) ? verified.Delivery : null;
        return delivery is not null;
    }

    // Paths are compared exactly, because a key provider may choose different keys for paths that look alike.
    private bool IsFor(object? other, string webhookName, HttpRequest request) =>
        ReferenceEquals(receiver, other)
        && delivery.WebhookName == webhookName
        && _host == request.Host
        && string.Equals(_path.Value, request.Path.Value, StringComparison.Ordinal)
        && string.Equals(_pathBase.Value, request.PathBase.Value, StringComparison.Ordinal);
}
