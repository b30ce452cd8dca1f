using System.Diagnostics.Metrics;

namespace ScreenMeet.AspNetCore;

internal sealed class WebhookMetrics
{
    private readonly Counter<long> _deliveries;

    public WebhookMetrics(IMeterFactory meterFactory) =>
        _deliveries = meterFactory.Create("ScreenMeet.AspNetCore").CreateCounter<long>(
            "screenmeet.webhook.deliveries", "{delivery}", "Requests to endpoints that are marked as ScreenMeet webhooks.");

    public void Accepted(ScreenMeetDelivery delivery) => _deliveries.Add(
        1,
        new("screenmeet.webhook.name", delivery.WebhookName),
        new("screenmeet.webhook.result", "accepted"),
        new("screenmeet.webhook.key", delivery.IsSignedWithPreviousKey ? "previous" : "current"));

    public void Refused(string webhookName, Refusal refusal) => _deliveries.Add(
        1,
        new("screenmeet.webhook.name", webhookName),
        new("screenmeet.webhook.result", refusal.Reason));
}
