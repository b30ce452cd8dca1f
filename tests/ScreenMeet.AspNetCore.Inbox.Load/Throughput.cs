using System.Diagnostics;

namespace ScreenMeet.AspNetCore.Inbox.Load;

// How many events per second nodes acknowledge and handle when they are sent as fast as they are acknowledged.
internal static class Throughput
{
    private const int Connections = 16;

    public static async Task RunAsync(Filter filter, TextWriter output)
    {
        var events = filter.Number("events", 10_000);
        var rounds = filter.Number("rounds", 3);
        var warmUp = filter.Number("warm-up", 6000);
        await output.WriteLineAsync("| database | nodes | handler | events per delivery | acknowledged/s | handled/s | p50 ms | p99 ms | node µs/event | database µs/event | load average |");
        await output.WriteLineAsync("|---|---|---|---|---|---|---|---|---|---|---|");
        foreach (var kind in LoadDatabase.Kinds.Where(kind => filter.Has(kind, LoadDatabase.Kinds)))
        {
            foreach (var nodes in filter.Numbers("nodes", 1, 2).Where(nodes => nodes == 1 || kind == LoadDatabase.PostgreSql))
            {
                foreach (var handler in LoadNode.Handlers.Where(handler => filter.Has(handler, LoadNode.Handlers)))
                {
                    foreach (var perDelivery in filter.Numbers("per-delivery", 1, 10))
                    {
                        await LoadDatabase.UseAsync(kind, filter.Text("connection"), (database, _) => MeasureAsync(database, nodes, handler, perDelivery, warmUp, events, rounds, output));
                    }
                }
            }
        }
    }

    // Prints the best of some rounds.
    private static async Task MeasureAsync(LoadDatabase database, int nodeCount, string handler, int perDelivery, int warmUp, int events, int rounds, TextWriter output)
    {
        var path = Path.GetTempFileName();
        var total = warmUp + (rounds * events);
        using var times = new HandledTimes(path, total);
        var acknowledged = new long[total];
        var server = database.IsSqlite ? 0 : await ProcessorTime.FindServerAsync(database.ConnectionString);
        var nodes = new List<NodeProcess>();
        try
        {
            for (var i = 0; i < nodeCount; i++)
            {
                nodes.Add(await NodeProcess.StartAsync(database, handler, path));
            }

            await RoundAsync(0, warmUp);
            var best = await RoundAsync(warmUp, events);
            for (var round = 1; round < rounds; round++)
            {
                var next = await RoundAsync(warmUp + (round * events), events);
                best = next.Handled > best.Handled ? next : best;
            }

            await output.WriteLineAsync(
                $"| {database.Kind} | {nodeCount} | {handler} | {perDelivery} | {Samples.Text(best.Acknowledged)} | {Samples.Text(best.Handled)} | {Samples.Text(best.P50)} | {Samples.Text(best.P99)} | {Samples.Text(best.NodeTime)} | {(database.IsSqlite ? "in the node" : Samples.Text(best.DatabaseTime))} | {best.LoadAverage} |");
        }
        finally
        {
            await Task.WhenAll(nodes.Select(static node => node.DisposeAsync().AsTask()));
            File.Delete(path);
        }

        async Task<Round> RoundAsync(int first, int count)
        {
            var deliveries = SignedDelivery.Create(first, count, perDelivery);
            var (nodeBefore, databaseBefore) = (NodeTime(), DatabaseTime());
            var started = Stopwatch.GetTimestamp();
            await SendAsync([.. nodes.Select(static node => node.Address)], deliveries, acknowledged);
            await times.WaitAsync(first, count, TimeSpan.FromMinutes(5));
            var (nodeTime, databaseTime) = (NodeTime() - nodeBefore, DatabaseTime() - databaseBefore);
            if (times.Repeated > 0)
            {
                throw new InvalidOperationException("Events were handled twice.");
            }

            var numbers = Enumerable.Range(first, count);
            var latencies = Samples.Latencies(times, acknowledged, first, count);
            return new(
                count / Stopwatch.GetElapsedTime(started, numbers.Max(number => acknowledged[number])).TotalSeconds,
                count / Stopwatch.GetElapsedTime(started, numbers.Max(number => times[number])).TotalSeconds,
                Samples.Percentile(latencies, 50),
                Samples.Percentile(latencies, 99),
                nodeTime.TotalMicroseconds / count,
                databaseTime.TotalMicroseconds / count,
                Samples.LoadAverage);
        }

        TimeSpan NodeTime() => nodes.Aggregate(TimeSpan.Zero, static (sum, node) => sum + node.ProcessorTime);

        TimeSpan DatabaseTime() => server == 0 ? TimeSpan.Zero : ProcessorTime.OfServer(server);
    }

    // Sends over several connections, each to the next node.
    private static async Task SendAsync(Uri[] addresses, SignedDelivery[] deliveries, long[] acknowledged)
    {
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(async connection =>
        {
            using var sender = await Sender.ConnectAsync(addresses[connection % addresses.Length], acknowledged);
            for (var index = Interlocked.Increment(ref next); index < deliveries.Length; index = Interlocked.Increment(ref next))
            {
                await sender.SendAsync(deliveries[index]);
            }
        }));
    }

    private sealed record Round(double Acknowledged, double Handled, double P50, double P99, double NodeTime, double DatabaseTime, string LoadAverage);
}
