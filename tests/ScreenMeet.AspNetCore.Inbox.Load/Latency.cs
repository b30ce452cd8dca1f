using System.Diagnostics;

namespace ScreenMeet.AspNetCore.Inbox.Load;

// How long an event waits from its acknowledgement until it has been handled, when 100 events per second are delivered one by one.
internal static class Latency
{
    private const int PerSecond = 100;

    public static async Task RunAsync(Filter filter, TextWriter output)
    {
        var events = filter.Number("events", 1000);
        var rounds = filter.Number("rounds", 3);
        var warmUp = filter.Number("warm-up", 500);
        await output.WriteLineAsync("| database | handler | p50 ms | p99 ms | load average |");
        await output.WriteLineAsync("|---|---|---|---|---|");
        foreach (var kind in LoadDatabase.Kinds.Where(kind => filter.Has(kind, LoadDatabase.Kinds)))
        {
            foreach (var handler in LoadNode.Handlers.Where(handler => filter.Has(handler, LoadNode.Handlers)))
            {
                await LoadDatabase.UseAsync(kind, filter.Text("connection"), (database, _) => MeasureAsync(database, handler, warmUp, events, rounds, output));
            }
        }
    }

    private static async Task MeasureAsync(LoadDatabase database, string handler, int warmUp, int events, int rounds, TextWriter output)
    {
        var path = Path.GetTempFileName();
        var total = warmUp + (rounds * events);
        using var times = new HandledTimes(path, total);
        var acknowledged = new long[total];
        try
        {
            await using var node = await NodeProcess.StartAsync(database, handler, path);
            var senders = await Task.WhenAll(Enumerable.Range(0, PerSecond).Select(_ => Sender.ConnectAsync(node.Address, acknowledged)));
            await RoundAsync(0, warmUp);
            var best = await RoundAsync(warmUp, events);
            for (var round = 1; round < rounds; round++)
            {
                var next = await RoundAsync(warmUp + (round * events), events);
                best = next.P50 < best.P50 ? next : best;
            }

            await output.WriteLineAsync($"| {database.Kind} | {handler} | {Samples.Text(best.P50)} | {Samples.Text(best.P99)} | {best.LoadAverage} |");
            Array.ForEach(senders, static sender => sender.Dispose());

            async Task<(double P50, double P99, string LoadAverage)> RoundAsync(int first, int count)
            {
                // A slow answer does not hold back the next delivery.
                var deliveries = SignedDelivery.Create(first, count, perDelivery: 1);
                var started = Stopwatch.GetTimestamp();
                var sending = new Task[count];
                for (var i = 0; i < count; i++)
                {
                    var due = TimeSpan.FromSeconds((double)i / PerSecond) - Stopwatch.GetElapsedTime(started);
                    await Task.Delay(due > TimeSpan.Zero ? due : TimeSpan.Zero);
                    sending[i] = SendAsync(i < senders.Length ? Task.CompletedTask : sending[i - senders.Length], senders[i % senders.Length], deliveries[i]);
                }

                await Task.WhenAll(sending);
                await times.WaitAsync(first, count, TimeSpan.FromMinutes(1));
                var latencies = Samples.Latencies(times, acknowledged, first, count);
                return (Samples.Percentile(latencies, 50), Samples.Percentile(latencies, 99), Samples.LoadAverage);
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    // One delivery at a time on each connection.
    private static async Task SendAsync(Task previous, Sender sender, SignedDelivery delivery)
    {
        await previous;
        await sender.SendAsync(delivery);
    }
}
