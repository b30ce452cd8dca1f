namespace ScreenMeet.AspNetCore.Diagnostics;

// The answer to the question why nothing arrives at a webhook: what is known, and what to do.
internal sealed record Verdict(VerdictLevel Level, string Label, string Fact, string? Remedy)
{
    // Requests that browsers and scanners send. They say nothing about deliveries.
    private static readonly string[] s_notFromScreenMeet = ["method_not_allowed", "signature_missing", "signature_malformed", "algorithm_missing"];

    public static Verdict Of(bool hasEndpoint, AcceptedDelivery? lastAccepted, IReadOnlyCollection<RefusalTally> refusals, HistorySnapshot history)
    {
        if (!hasEndpoint)
        {
            return new(VerdictLevel.Bad, "Not received", "No endpoint receives this webhook.", "Mark an action with [ScreenMeetWebhook], or call MapScreenMeetWebhook or RequireScreenMeetSignature, with the name of this webhook.");
        }

        var refused = refusals.Select(static tally => tally.Last)
            .Where(last => !s_notFromScreenMeet.Contains(last.Reason) && (lastAccepted is null || last.RefusedAt >= lastAccepted.ReceivedAt))
            .MaxBy(static last => (IsGenuine(last), last.RefusedAt));
        return refused is not null ? OfRefused(refused, lastAccepted, history.Now)
            : lastAccepted is not null ? OfAccepted(lastAccepted, history.Now)
            : OfNothing(refusals.Count > 0, history);
    }

    // Only ScreenMeet can have sent it.
    private static bool IsGenuine(RefusedRequest refused) => refused.Reason is "body_unreadable" or "body_rewritten";

    private static Verdict OfRefused(RefusedRequest refused, AcceptedDelivery? lastAccepted, DateTimeOffset now)
    {
        var fact = lastAccepted is null
            ? $"No delivery was accepted yet. The last request was refused at {Times.Of(refused.RefusedAt, now)}: {refused.Reason}."
            : $"The last delivery was accepted at {Times.Of(lastAccepted.ReceivedAt, now)}. A later request was refused at {Times.Of(refused.RefusedAt, now)}: {refused.Reason}.";
        return IsGenuine(refused) || lastAccepted is null
            ? new(VerdictLevel.Bad, "Refused", fact, Hints.ForReason(refused.Reason))
            : new(VerdictLevel.Warning, "Check this", fact, Hints.ForReason(refused.Reason));
    }

    private static Verdict OfAccepted(AcceptedDelivery delivery, DateTimeOffset now)
    {
        var fact = $"Deliveries arrive. The last one was accepted at {Times.Of(delivery.ReceivedAt, now)}";
        return delivery.Answer is { IsSuccess: false } answer
            ? new(VerdictLevel.Bad, "Your code fails", $"{fact}, and answered with {answer.StatusCode}{(answer.Exception is null ? "" : $" because of {answer.Exception}")}.", Hints.ForFailedAnswer(answer.StatusCode))
            : new(VerdictLevel.Good, "Receiving", $"{fact}.", null);
    }

    private static Verdict OfNothing(bool hasOthers, HistorySnapshot history)
    {
        var fact = $"Nothing from ScreenMeet has arrived since the application started at {Times.Of(history.StartedAt, history.Now)}{(hasOthers ? ", only requests without a signature" : "")}.";
        return history.Strays.Count > 0
            ? new(VerdictLevel.Bad, "Not received", fact, "But a signed request was answered by something other than a webhook: see below.")
            : new(VerdictLevel.Waiting, "Waiting", fact, "In the console (Organization → Webhooks), enter the URL below, switch Is Active on, and press Test. A change can take up to 10 minutes to take effect.");
    }
}
