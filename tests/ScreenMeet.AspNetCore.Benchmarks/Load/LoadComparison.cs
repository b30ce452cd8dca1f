using System.Globalization;

namespace ScreenMeet.AspNetCore.Benchmarks;

// Whole servers side by side: each contender in a process on one core, a client on the other, in alternating rounds. Prints
// the medians of the rounds' ratios to the floor.
internal static class LoadComparison
{
    private const int Rounds = 3;
    private const int Seconds = 1;

    // Everybody reads four properties of each event; the floor and the product read all of them too.
    private static readonly (string Handler, string[] Contenders)[] s_plan =
        [("four", Contender.All), ("all", [Contender.Floor, Contender.Minimal])];

    public static async Task<int> RunAsync(string[] args)
    {
        if (args.Length > 0)
        {
            Console.Error.WriteLine("load takes no arguments.");
            return 1;
        }

        Console.WriteLine($"With {LoadClient.Name}, {Rounds} rounds of {Seconds} s each, on {Environment.ProcessorCount} cores.");
        var servers = new Dictionary<string, LoadProcess>();
        try
        {
            foreach (var contender in Contender.All)
            {
                servers.Add(contender, await LoadProcess.StartAsync(contender));
            }

            foreach (var (handler, contenders) in s_plan)
            {
                Console.WriteLine($"\n| events | {(handler == "four" ? "four properties" : "every property")} read by | requests/s over the floor | CPU µs | allocated kB | gen-2 collections per 1000 |");
                Console.WriteLine("|---|---|---|---|---|---|");
                foreach (var eventCount in Deliveries.EventCounts)
                {
                    var rounds = await MeasureAsync(servers, contenders, handler, Deliveries.Body(eventCount));
                    foreach (var contender in contenders)
                    {
                        Console.WriteLine(Row(eventCount, contender, rounds));
                    }
                }
            }
        }
        finally
        {
            foreach (var server in servers.Values)
            {
                await server.DisposeAsync();
            }
        }

        return 0;
    }

    private static async Task<List<Dictionary<string, Result>>> MeasureAsync(
        Dictionary<string, LoadProcess> servers, string[] contenders, string handler, byte[] body)
    {
        var rounds = new List<Dictionary<string, Result>>();

        // The first round warms up.
        for (var round = 0; round <= Rounds; round++)
        {
            var results = new Dictionary<string, Result>();
            foreach (var contender in round % 2 == 0 ? contenders : contenders.Reverse())
            {
                var server = servers[contender];
                var before = await server.GetFiguresAsync();
                var (requests, seconds) = await LoadClient.PostAsync(new(server.Address, $"/{contender}/{handler}"), body, Seconds);
                var after = await server.GetFiguresAsync();
                results.Add(contender, new(requests / seconds, (after - before) / requests));
            }

            if (round > 0)
            {
                rounds.Add(results);
            }
        }

        return rounds;
    }

    private static string Row(int eventCount, string contender, List<Dictionary<string, Result>> rounds)
    {
        var ratio = Median(round => round[contender].RequestsPerSecond / round[Contender.Floor].RequestsPerSecond);
        var cpu = Median(round => round[contender].PerRequest.Cpu);
        var allocated = Median(round => round[contender].PerRequest.Allocated);
        var collections = Median(round => round[contender].PerRequest.Collections);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {eventCount} | {contender} | {ratio:0.00} | {cpu:0.0} | {allocated / 1000:0.0} | {collections * 1000:0.0} |");

        double Median(Func<Dictionary<string, Result>, double> figure) => rounds.Select(figure).Order().ElementAt(rounds.Count / 2);
    }

    private readonly record struct Result(double RequestsPerSecond, Figures PerRequest);
}
