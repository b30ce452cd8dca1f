namespace ScreenMeet.AspNetCore;

/// <summary>
/// Is told of each request to a webhook that was accepted or refused: for health checks, alerts and pages for developers.
/// Register it as a singleton service of type <see cref="ScreenMeetDeliveryObserver"/>; there can be several.
/// </summary>
/// <remarks>
/// It is called within the request, from many requests at once, before the application's own code runs: it must be quick and
/// must not wait. Its exceptions are logged and change nothing.
/// </remarks>
public abstract class ScreenMeetDeliveryObserver
{
    /// <summary>A delivery was verified. Whether the application's own code handles it is not known yet.</summary>
    /// <param name="outcome">What is known of the request.</param>
    public virtual void OnAccepted(ScreenMeetDeliveryOutcome outcome)
    {
    }

    /// <summary>A request was refused.</summary>
    /// <param name="outcome">What is known of the request.</param>
    public virtual void OnRefused(ScreenMeetDeliveryOutcome outcome)
    {
    }
}
