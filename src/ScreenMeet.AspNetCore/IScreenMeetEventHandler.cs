using ScreenMeet.Webhooks;

namespace ScreenMeet.AspNetCore;

/// <summary>
/// Handles events of a webhook that <c>MapScreenMeetWebhook</c> maps. It is resolved from the request's scope, or from a scope outside any
/// request if the webhook has an inbox.
/// </summary>
public interface IScreenMeetEventHandler
{
    /// <summary>
    /// Handles one event. An exception ends the request with 500, so that the sender can try again. The events before this one,
    /// which have been handled, are then delivered again: <see cref="ScreenMeetEvent.Fingerprint"/> identifies them. With an inbox, only
    /// this event is handled again, after a delay.
    /// </summary>
    /// <param name="screenMeetEvent">The event, proven to come from ScreenMeet.</param>
    /// <param name="context">The webhook and the delivery that the event belongs to.</param>
    /// <param name="cancellationToken">Cancelled when the client disconnects. With an inbox: when the time for the handlers is over, or the application stops.</param>
    /// <returns>A task that completes when the event is handled. The next event waits for it.</returns>
    ValueTask HandleAsync(ScreenMeetEvent screenMeetEvent, ScreenMeetEventContext context, CancellationToken cancellationToken);
}
