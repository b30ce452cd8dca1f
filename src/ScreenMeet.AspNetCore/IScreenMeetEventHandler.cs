using ScreenMeet.Webhooks;

namespace ScreenMeet.AspNetCore;

/// <summary>Handles events of a webhook that <c>MapScreenMeetWebhook</c> mapped. Resolved from the request's scope.</summary>
public interface IScreenMeetEventHandler
{
    /// <summary>
    /// Handles one event. An exception ends the request with 500, so that the sender can try again: events before it have
    /// been handled by then, and come again with it. <see cref="ScreenMeetEvent.Fingerprint"/> tells.
    /// </summary>
    /// <param name="screenMeetEvent">The event, proven to come from ScreenMeet.</param>
    /// <param name="cancellationToken">Cancelled when the client has gone.</param>
    /// <returns>When the event is handled. The next one waits for it.</returns>
    ValueTask HandleAsync(ScreenMeetEvent screenMeetEvent, CancellationToken cancellationToken);
}
