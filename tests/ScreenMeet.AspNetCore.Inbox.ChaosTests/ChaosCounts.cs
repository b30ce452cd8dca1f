using System.Collections.Concurrent;
using System.Net;

namespace ScreenMeet.AspNetCore.Inbox.ChaosTests;

// What happened in a run, apart from the events.
internal sealed class ChaosCounts
{
    private readonly ConcurrentDictionary<HttpStatusCode, int> _answers = new();
    private int _notAnswered;

    public int Accepted => _answers.GetValueOrDefault(HttpStatusCode.OK);

    public int Kills { get; set; }

    public int Pauses { get; set; }

    public int DatabaseRestarts { get; set; }

    // A sender may see only that a delivery is stored, or that it should come again.
    public IEnumerable<HttpStatusCode> UnexpectedAnswers => _answers.Keys.Where(static status => status is not (HttpStatusCode.OK or HttpStatusCode.ServiceUnavailable));

    public void Answered(HttpStatusCode status) => _answers.AddOrUpdate(status, 1, static (_, count) => count + 1);

    public void NotAnswered() => Interlocked.Increment(ref _notAnswered);

    public override string ToString() =>
        $"deliveries: {string.Join(", ", _answers.OrderBy(static answer => answer.Key).Select(static answer => $"{answer.Value} × {(int)answer.Key}"))}, "
        + $"{_notAnswered} without an answer; {Kills} kills, {Pauses} pauses, {DatabaseRestarts} restarts of the database";
}
