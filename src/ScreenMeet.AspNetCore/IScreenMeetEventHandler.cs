using ScreenMeet.Webhooks;

namespace ScreenMeet.AspNetCore;

/// <summary>Handles events of a webhook that <c>MapScreenMeetWebhook</c> maps. Resolved from the request's scope.</summary>
public interface IScreenMeetEventHandler
{
    /// <summary>
    /// Handles one event. An exception ends the request with 500, so that the sender can try again. The events before it have
    /// been handled by then and are delivered again with it: <see cref="ScreenMeetEvent.Fingerprint"/> identifies them.
    /// </summary>
    /// <param name="screenMeetEvent">The event, proven to come from ScreenMeet.</param>
    /// <param name="context">Which webhook and which delivery the event came with.</param>
    /// <param name="cancellationToken">Cancelled when the client has gone away.</param>
    /// <returns>A task that completes when the event is handled. The next event waits for it.</returns>
    ValueTask HandleAsync(ScreenMeetEvent screenMeetEvent, ScreenMeetEventContext context, CancellationToken cancellationToken);
}
