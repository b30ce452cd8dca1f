using System.Collections.Concurrent;

namespace ScreenMeet.AspNetCore;

// Keeps what the health check reports. Endpoints name webhooks and requests do not, so there are as many as the application has.
internal sealed class HealthObserver(TimeProvider timeProvider) : ScreenMeetDeliveryObserver
{
    private readonly ConcurrentDictionary<string, WebhookHealth> _webhooks = new(StringComparer.Ordinal);

    public WebhookHealth Of(string webhookName) => _webhooks.GetOrAdd(webhookName, static _ => new());

    public override void OnAccepted(ScreenMeetDeliveryOutcome outcome) => Add(outcome);

    public override void OnRefused(ScreenMeetDeliveryOutcome outcome) => Add(outcome);

    private void Add(ScreenMeetDeliveryOutcome outcome) => Of(outcome.WebhookName).Add(outcome, timeProvider.GetUtcNow());
}
