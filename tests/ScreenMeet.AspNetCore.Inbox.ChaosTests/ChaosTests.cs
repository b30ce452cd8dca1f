using System.Diagnostics;
using System.Globalization;

namespace ScreenMeet.AspNetCore.Inbox.ChaosTests;

public sealed class ChaosTests
{
    private const int Senders = 8;

    // For how long nothing may change, when nothing is sent any more, before the run is over.
    private static readonly TimeSpan s_settleLimit = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Two_nodes_on_one_PostgreSQL_server_apply_every_acknowledged_event_once_and_in_order_whatever_ends_meanwhile()
    {
        await using var database = await NodeDatabase.CreatePostgreSqlAsync();
        await RunAsync(database, ChaosSettings.Duration);
    }

    [Fact]
    public async Task Two_processes_on_one_SQLite_file_apply_every_acknowledged_event_once_and_in_order_whatever_ends_meanwhile()
    {
        await using var database = await NodeDatabase.CreateSqliteAsync();
        await RunAsync(database, ChaosSettings.Duration / 2);
    }

    private static async Task RunAsync(NodeDatabase database, TimeSpan duration)
    {
        var random = new Random(ChaosSettings.Seed);
        var counts = new ChaosCounts();
        await using var one = database.StartNode("node-one");
        await using var other = database.StartNode("node-other");
        await one.WaitUntilItListensAsync();
        await other.WaitUntilItListensAsync();
        Node[] nodes = [one, other];
        var backlog = new Backlog(database);
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(15) };
        var senders = Enumerable.Range(0, Senders).Select(number => new Sender(number, new Random(random.Next()), nodes, client, backlog, counts)).ToList();
        var faults = new Faults(new Random(random.Next()), nodes, database.Server, counts);

        using (var stopping = new CancellationTokenSource())
        {
            var sending = Task.WhenAll([backlog.WatchAsync(stopping.Token), .. senders.Select(sender => Task.Run(() => sender.RunAsync(stopping.Token)))]);
            await faults.RunAsync(duration);
            await stopping.CancelAsync();
            await sending;
        }

        var settled = await SettleAsync(database, backlog, nodes);
        await using var context = database.CreateContext();
        var tally = await Tally.TakeAsync(context, senders.SelectMany(static sender => sender.Sessions), HandlerRuns.Read(database.Journal), faults.Disturbances);

        Show($"chaos, {(database.Server is null ? "SQLite" : "PostgreSQL")}, CHAOS_SEED={ChaosSettings.Seed.ToString(CultureInfo.InvariantCulture)}, {duration.TotalSeconds:0} s and {settled.TotalSeconds:0} s to settle: {tally}.");
        Show($"{counts}; {one.Starts + other.Starts - nodes.Length} starts after the first.");
        Assert.True(tally.IsClean, $"{string.Join('\n', tally.Findings)}\n{one.Output}\n{other.Output}");
        Assert.Empty(counts.UnexpectedAnswers);
    }

    // Waits until nothing is left to be handled, and no handler is left that may still do something.
    private static async Task<TimeSpan> SettleAsync(NodeDatabase database, Backlog backlog, IReadOnlyList<Node> nodes)
    {
        var clock = Stopwatch.StartNew();
        var lastChange = clock.Elapsed;
        var before = (Events: -1, Runs: -1, Open: -1);
        while (clock.Elapsed - lastChange < s_settleLimit && before is not (0, _, 0))
        {
            await Task.Delay(200, TestContext.Current.CancellationToken);
            var runs = HandlerRuns.Read(database.Journal);
            var now = (await backlog.CountAsync(), runs.Count, runs.Count(run => run.End is null && nodes.Any(node => node.ProcessId == run.Process)));
            if (now != before)
            {
                (before, lastChange) = (now, clock.Elapsed);
            }
        }

        return clock.Elapsed;
    }

    private static void Show(string text)
    {
        TestContext.Current.SendDiagnosticMessage(text);
        TestContext.Current.TestOutputHelper!.WriteLine(text);
    }
}
