using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;

namespace ScreenMeet.AspNetCore;

// The feature that hands a verified delivery over: to the receiver (an action, an endpoint) and the path that it was verified
// for, and to no other. A request can be executed again or routed to another endpoint, which may have other keys.
internal sealed class VerifiedDelivery(ScreenMeetDelivery delivery, object receiver, HttpRequest request)
{
    private readonly PathString _pathBase = request.PathBase;
    private readonly PathString _path = request.Path;

    public ScreenMeetDelivery Delivery => delivery;

    public static bool TryGet(HttpContext context, object? receiver, [NotNullWhen(true)] out ScreenMeetDelivery? delivery)
    {
        var verified = context.Features.Get<VerifiedDelivery>();
        delivery = verified is not null && verified.IsFor(receiver, context.Request) ? verified.Delivery : null;
        return delivery is not null;
    }

    // Paths compared to the letter: what a path means for a key provider is not known here.
    private bool IsFor(object? other, HttpRequest request) =>
        ReferenceEquals(receiver, other)
        && string.Equals(_path.Value, request.Path.Value, StringComparison.Ordinal)
        && string.Equals(_pathBase.Value, request.PathBase.Value, StringComparison.Ordinal);
}
