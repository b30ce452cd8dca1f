namespace ScreenMeet.AspNetCore.Diagnostics;

// The history at one moment. What happened last is first in each list.
internal sealed record HistorySnapshot(
    DateTimeOffset StartedAt,
    DateTimeOffset Now,
    IReadOnlyList<AcceptedDelivery> Accepted,
    IReadOnlyList<RefusedRequest> Refused,
    IReadOnlyDictionary<string, AcceptedTally> AcceptedTallies,
    IReadOnlyList<RefusalTally> RefusalTallies,
    IReadOnlyList<StrayRequest> Strays);
