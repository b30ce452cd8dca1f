using System.Diagnostics.Metrics;

namespace ScreenMeet.AspNetCore;

internal sealed class WebhookMetrics
{
    private readonly Counter<long> _deliveries;

    public WebhookMetrics(IMeterFactory meterFactory) =>
        _deliveries = meterFactory.Create("ScreenMeet.AspNetCore").CreateCounter<long>(
            "screenmeet.webhook.deliveries", "{delivery}", "Requests to endpoints that are marked as ScreenMeet webhooks.");

    public void Accepted(string webhookName) => Count(webhookName, "accepted");

    public void Refused(string webhookName, Refusal refusal) => Count(webhookName, refusal.Reason);

    private void Count(string webhookName, string result) =>
        _deliveries.Add(1, new("screenmeet.webhook.name", webhookName), new("screenmeet.webhook.result", result));
}
