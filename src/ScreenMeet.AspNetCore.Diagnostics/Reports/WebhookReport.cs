namespace ScreenMeet.AspNetCore.Diagnostics;

internal sealed record WebhookReport(
    string Name,
    IReadOnlyList<EndpointReport> Endpoints,
    KeyReport Keys,
    AcceptedTally? Accepted,
    IReadOnlyList<RefusalTally> Refusals,
    Verdict Verdict);
