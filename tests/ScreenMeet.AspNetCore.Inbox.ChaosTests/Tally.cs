using InboxTestNode;
using Microsoft.EntityFrameworkCore;
using ScreenMeet.InboxHarness;
using ScreenMeet.Webhooks;

namespace ScreenMeet.AspNetCore.Inbox.ChaosTests;

// Compares what was acknowledged with what the handlers left in the database.
internal sealed class Tally
{
    private readonly List<string> _findings = [];

    private int _acknowledged;
    private int _unacknowledged;
    private int _applied;
    private int _dead;
    private int _lost;
    private int _pending;
    private int _repeated;
    private int _outOfOrder;
    private int _atOnce;
    private int _wronglyDead;
    private int _runs;

    public bool IsClean => _lost + _pending + _repeated + _outOfOrder + _atOnce + _wronglyDead == 0;

    public IEnumerable<string> Findings => _findings.Take(30);

    public static async Task<Tally> TakeAsync(AppDbContext database, IEnumerable<Session> sessions, IReadOnlyList<HandlerRun> runs, IReadOnlyList<Disturbance> disturbances)
    {
        var effects = (await database.Effects.AsNoTracking().OrderBy(static effect => effect.Id).ToListAsync()).ToLookup(static effect => effect.Session);
        var dead = (await database.Set<ScreenMeetInboxDeadEvent>().AsNoTracking().ToListAsync())
            .Select(static row => ScreenMeetEventParser.ParseEvent(row.Json)).ToLookup(static e => e.SessionId!, Events.NumberOf);
        var pending = (await database.Set<ScreenMeetInboxEvent>().AsNoTracking().ToListAsync())
            .Select(static row => ScreenMeetEventParser.ParseEvent(row.Json)).Select(static e => (e.SessionId!, Events.NumberOf(e))).ToHashSet();
        var tally = new Tally { _runs = runs.Count };
        foreach (var session in sessions)
        {
            tally.Count(session, [.. effects[session.Id]], [.. dead[session.Id]], pending);
        }

        tally.CountAtOnce(runs, disturbances);
        return tally;
    }

    public override string ToString() =>
        $"{_acknowledged} events acknowledged, {_applied} applied, {_dead} dead; {_unacknowledged} more were stored without an answer; {_runs} runs of handlers; "
        + $"lost {_lost}, left {_pending}, repeated {_repeated}, out of order {_outOfOrder}, at once {_atOnce}, wrongly dead {_wronglyDead}";

    private void Count(Session session, List<Effect> effects, List<int> dead, HashSet<(string, int)> pending)
    {
        _acknowledged += session.Acknowledged;
        _applied += effects.Count(effect => effect.Number < session.Acknowledged);
        _dead += dead.Count(number => number < session.Acknowledged);
        _unacknowledged += effects.Count(effect => effect.Number >= session.Acknowledged) + dead.Count(number => number >= session.Acknowledged);
        for (var number = 0; number < Session.Length; number++)
        {
            var applied = effects.Count(effect => effect.Number == number);
            var died = dead.Count(deadNumber => deadNumber == number);
            var kind = session.KindOf(number);
            if (pending.Contains((session.Id, number)))
            {
                _pending++;
                Find("not handled after all", session, number);
            }
            else if (applied + died == 0 && number < session.Acknowledged)
            {
                _lost++;
                Find("lost", session, number);
            }

            if (applied + died > 1 || (applied > 0 && EventKinds.Dies(kind)))
            {
                _repeated++;
                Find($"applied {applied} times and dead {died} times", session, number);
            }

            if (died > 0 && !EventKinds.Dies(kind))
            {
                _wronglyDead++;
                Find("dead, although it can be handled", session, number);
            }
        }

        // Each handler saw exactly what was applied before.
        var before = -1;
        foreach (var effect in effects)
        {
            if (effect.Number < before || effect.Seen != before)
            {
                _outOfOrder++;
                Find($"applied after {before}, and saw {effect.Seen}", session, effect.Number);
            }

            before = effect.Number;
        }
    }

    // Two handlers of one session that ran at the same time and both succeeded, although nothing disturbed them. One that took longer than
    // its time-out, because the machine is busy, may have lost its claim.
    private void CountAtOnce(IReadOnlyList<HandlerRun> runs, IReadOnlyList<Disturbance> disturbances)
    {
        foreach (var session in runs.Where(static run => run.HasSucceeded && run.Duration < NodeDatabase.HandlerTimeout).GroupBy(static run => run.Session))
        {
            HandlerRun? previous = null;
            foreach (var run in session.OrderBy(static run => run.Begin).Where(run => !disturbances.Any(disturbance => disturbance.Affects(run))))
            {
                if (previous is not null && previous.End > run.Begin)
                {
                    _atOnce++;
                    _findings.Add($"{run.Session}: {previous.Number} on {previous.Process} and {run.Number} on {run.Process} were handled at the same time.");
                }

                previous = run;
            }
        }
    }

    private void Find(string what, Session session, int number) => _findings.Add($"{session.Id}, {number} ({session.KindOf(number)}): {what}.");
}
