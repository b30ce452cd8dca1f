namespace ScreenMeet.AspNetCore.Diagnostics;

internal sealed class HistoryObserver(RequestHistory history) : ScreenMeetDeliveryObserver
{
    public override void OnAccepted(ScreenMeetDeliveryOutcome outcome)
    {
        if (history.IsOn)
        {
            var delivery = outcome.Delivery!;
            var accepted = history.AddAccepted(delivery, outcome.Endpoint, outcome.Size ?? delivery.Body.Length);
            ObservedRequest.Current?.Accepted = accepted;
        }
    }

    public override void OnRefused(ScreenMeetDeliveryOutcome outcome)
    {
        if (history.IsOn)
        {
            ObservedRequest.Current?.IsRefused = true;
            history.AddRefused(outcome.WebhookName, outcome.Reason ?? "", outcome.StatusCode ?? 0, outcome.Endpoint, outcome.Size);
        }
    }
}
