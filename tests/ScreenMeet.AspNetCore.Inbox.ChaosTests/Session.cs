using InboxTestNode;
using ScreenMeet.InboxHarness;

namespace ScreenMeet.AspNetCore.Inbox.ChaosTests;

// A session as its sender sees it: events with the numbers 0, 1, 2, …, of which so many have been acknowledged.
internal sealed class Session(string id, Random random, bool endsTheProcess)
{
    public const int Length = 40;

    private readonly Lock _lock = new();
    private readonly string[] _kinds = [.. Enumerable.Range(0, Length).Select(number => endsTheProcess && number == 5 ? EventKinds.EndsTheProcess : Choose(random))];

    private volatile int _acknowledged;

    public string Id => id;

    public int Acknowledged => _acknowledged;

    public bool IsComplete => Acknowledged == Length;

    public string KindOf(int number) => _kinds[number];

    public string EventOf(int number) => Events.One(id, number, _kinds[number]);

    // The events before this number are with the receiver.
    public void Acknowledge(int end)
    {
        lock (_lock)
        {
            _acknowledged = Math.Max(_acknowledged, end);
        }
    }

    private static string Choose(Random random) => random.NextDouble() switch
    {
        < 0.015 => EventKinds.Poison,
        < 0.045 => EventKinds.FailsOnce,
        < 0.09 => EventKinds.Slow,
        < 0.093 => EventKinds.Hangs,
        < 0.096 => EventKinds.CancelsLate,
        _ => EventKinds.Normal,
    };
}
