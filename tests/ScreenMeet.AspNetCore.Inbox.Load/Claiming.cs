using System.Diagnostics;
using ScreenMeet.InboxHarness;

namespace ScreenMeet.AspNetCore.Inbox.Load;

// What the statements of the inbox cost in a database that has stored many events, and how it executes them. The events wait for a retry
// in other sessions, a fifth of them are dead, and the keys of all are known.
internal static class Claiming
{
    private const int WarmUp = 300;

    // The plans and times of PostgreSQL come from its log, so they are those of the very statements that the inbox sends.
    private static readonly string[] s_explain =
    [
        "session_preload_libraries=auto_explain", "auto_explain.log_min_duration=0", "auto_explain.log_analyze=on", "auto_explain.log_buffers=on",
        "max_wal_size=4GB",
    ];

    public static async Task RunAsync(Filter filter, TextWriter output)
    {
        foreach (var kind in LoadDatabase.Kinds.Where(kind => filter.Has(kind, LoadDatabase.Kinds)))
        {
            await LoadDatabase.UseAsync(kind, extra: "", (database, server) => MeasureAsync(database, server, filter, output), s_explain);
        }
    }

    private static async Task MeasureAsync(LoadDatabase database, PostgreSqlServer? server, Filter filter, TextWriter output)
    {
        var events = filter.Number("events", 500);
        await output.WriteLineAsync($"### {database.Kind}, in ms (median)");
        await output.WriteLineAsync();
        await output.WriteLineAsync($"| stored | 200 to handled | {string.Join(" | ", Statement.All.Select(static statement => statement.Name))} | load average |");
        await output.WriteLineAsync($"|---|---|{string.Concat(Statement.All.Select(static _ => "---|"))}---|");
        IReadOnlyList<ExecutedStatement> executed = [];
        foreach (var stored in filter.Numbers("stored", 0, 100_000, 1_000_000))
        {
            await StoredEvents.AddAsync(database, stored);
            var (latency, statements) = await SendAsync(database, server, events);
            executed = statements;
            var medians = Statement.All.Select(statement => Median([.. executed.Where(statement.Matches).Select(static execution => execution.Milliseconds)]));
            await output.WriteLineAsync($"| {stored:#,0} | {latency:0.00} | {string.Join(" | ", medians)} | {Samples.LoadAverage} |");
        }

        foreach (var statement in Statement.All.Where(static statement => statement.ShowPlan))
        {
            if (executed.LastOrDefault(statement.Matches) is { } last)
            {
                await output.WriteLineAsync($"\n{statement.Name}:\n\n```\n{last.Plan}\n```");
            }
        }

        await output.WriteLineAsync();
    }

    private static string Median(double[] values)
    {
        Array.Sort(values);
        return values.Length == 0 ? "" : FormattableString.Invariant($"{Samples.Percentile(values, 50):0.000}");
    }

    // Delivers events one after the other, and returns the median of their latencies.
    private static async Task<(double Latency, IReadOnlyList<ExecutedStatement> Statements)> SendAsync(LoadDatabase database, PostgreSqlServer? server, int events)
    {
        var path = Path.GetTempFileName();
        try
        {
            using var times = new HandledTimes(path, WarmUp + events);
            var acknowledged = new long[WarmUp + events];
            var sqlite = new SqliteStatements();
            await using var app = LoadNode.Build(database, LoadNode.Nothing, times, sqlite, clock: new HastyTimeProvider());
            await app.StartAsync();
            using var sender = await Sender.ConnectAsync(LoadNode.AddressOf(app), acknowledged);

            // The numbers of an earlier call would be known already.
            var deliveries = SignedDelivery.Create(0, WarmUp + events, perDelivery: 1, run: Stopwatch.GetTimestamp());
            var start = 0;
            for (var number = 0; number < deliveries.Length; number++)
            {
                if (number == WarmUp)
                {
                    start = server?.Log.Length ?? 0;
                }

                await sender.SendAsync(deliveries[number]);
                await times.WaitAsync(number, 1, TimeSpan.FromMinutes(1));
            }

            // The purge and the poll have run meanwhile or run now.
            await app.Services.GetRequiredService<IScreenMeetInbox>().GetStatusAsync();
            await Task.Delay(TimeSpan.FromSeconds(2));
            await app.StopAsync();
            var latencies = Samples.Latencies(times, acknowledged, WarmUp, events);
            IReadOnlyList<ExecutedStatement> statements = server is null ? await sqlite.MeasureAsync(database) : PostgreSqlLog.Read(server.Log[start..]);
            return (Samples.Percentile(latencies, 50), statements);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
