using ScreenMeet.Webhooks;

namespace ScreenMeet.AspNetCore;

/// <summary>Handles events of a webhook that <c>MapScreenMeetWebhook</c> maps. It is resolved from the request's scope.</summary>
public interface IScreenMeetEventHandler
{
    /// <summary>
    /// Handles one event. An exception ends the request with 500, so that the sender can try again. The events before this one,
    /// which have been handled, are then delivered again: <see cref="ScreenMeetEvent.Fingerprint"/> identifies them.
    /// </summary>
    /// <param name="screenMeetEvent">The event, proven to come from ScreenMeet.</param>
    /// <param name="context">The webhook and the delivery that the event belongs to.</param>
    /// <param name="cancellationToken">Cancelled when the client disconnects.</param>
    /// <returns>A task that completes when the event is handled. The next event waits for it.</returns>
    ValueTask HandleAsync(ScreenMeetEvent screenMeetEvent, ScreenMeetEventContext context, CancellationToken cancellationToken);
}
