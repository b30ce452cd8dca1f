using System.Collections.Concurrent;
using ScreenMeet.AspNetCore;

namespace ScreenMeet.TestHarness;

// The reasons of all refusals, in order. The log has only some of them.
public sealed class Refusals : ScreenMeetDeliveryObserver
{
    private readonly ConcurrentQueue<string> _reasons = [];

    public IReadOnlyCollection<string> Reasons => [.. _reasons];

    public void Clear() => _reasons.Clear();

    public override void OnRefused(ScreenMeetDeliveryOutcome outcome) => _reasons.Enqueue(outcome.Reason!);
}
