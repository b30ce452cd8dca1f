namespace ScreenMeet.AspNetCore;

/// <summary>
/// Observes every accepted and every refused request to a webhook, for health checks, alerts and developer pages. Register it
/// as a singleton service of type <see cref="ScreenMeetDeliveryObserver"/>. An application can have several.
/// </summary>
/// <remarks>
/// Its methods are called within the request, before the application's own code runs, and for many requests at once. They must
/// be quick and must not wait. Their exceptions are logged and do not affect the request.
/// </remarks>
public abstract class ScreenMeetDeliveryObserver
{
    /// <summary>Called when a delivery has been verified, before the application's own code handles it.</summary>
    /// <param name="outcome">The outcome of the request.</param>
    public virtual void OnAccepted(ScreenMeetDeliveryOutcome outcome)
    {
    }

    /// <summary>Called when a request has been refused.</summary>
    /// <param name="outcome">The outcome of the request.</param>
    public virtual void OnRefused(ScreenMeetDeliveryOutcome outcome)
    {
    }
}
