using System.Diagnostics;

namespace ScreenMeet.AspNetCore.Benchmarks;

// Whole servers side by side: each contender in a process on one core, a client on the other, in alternating rounds. Prints
// medians of the rounds, and of their ratios to the floor, as the tables of the README.
internal static class LoadComparison
{
    private const int Rounds = 3;
    private const int Seconds = 1;

    // A busy machine gets fewer rounds, so that all of it takes no more than two minutes.
    private static readonly TimeSpan s_timeForAllRounds = TimeSpan.FromSeconds(100);

    // Everybody reads four properties of each event; the floor and the product read all of them too.
    private static readonly (string Handler, string[] Contenders)[] s_plan =
        [("four", Contender.All), ("all", [Contender.Floor, Contender.Minimal])];

    public static async Task<int> RunAsync(string[] args)
    {
        if (args is not ([] or ["--record"]))
        {
            Console.Error.WriteLine("load takes no arguments but --record, which adds the ratios to history.csv.");
            return 1;
        }

        List<LoadResult> results = [];

        Console.WriteLine($"With {LoadClient.Name}, up to {Rounds} rounds of {Seconds} s each, on {Environment.ProcessorCount} cores.");
        var clock = Stopwatch.StartNew();
        var servers = new Dictionary<string, LoadProcess>();
        try
        {
            foreach (var contender in Contender.All)
            {
                servers.Add(contender, await LoadProcess.StartAsync(contender));
            }

            foreach (var (handler, contenders) in s_plan)
            {
                Console.WriteLine($"\n### {(handler == "four" ? "Four properties" : "Every property")}\n");
                Console.WriteLine("| events | | requests/s | CPU µs | CPU | allocated kB | allocation | gen-2 collections per 1000 |");
                Console.WriteLine("|---|---|---|---|---|---|---|---|");
                foreach (var eventCount in Deliveries.EventCounts)
                {
                    var rounds = await MeasureAsync(servers, contenders, handler, Deliveries.Body(eventCount), clock);
                    foreach (var contender in contenders)
                    {
                        var result = ResultOf(handler, eventCount, contender, rounds);
                        Console.WriteLine(result.ToRow());
                        results.Add(result);
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

        if (args.Length > 0)
        {
            LoadHistory.Add(results);
        }

        return 0;
    }

    private static async Task<List<Dictionary<string, Round>>> MeasureAsync(
        Dictionary<string, LoadProcess> servers, string[] contenders, string handler, byte[] body, Stopwatch clock)
    {
        var rounds = new List<Dictionary<string, Round>>();

        // The first round warms up.
        for (var round = 0; round <= Rounds && (round < 2 || clock.Elapsed < s_timeForAllRounds); round++)
        {
            var results = new Dictionary<string, Round>();
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

    private static LoadResult ResultOf(string handler, int eventCount, string contender, List<Dictionary<string, Round>> rounds)
    {
        return new(handler, eventCount, contender)
        {
            Requests = Ratio(static round => round.RequestsPerSecond),
            Cpu = Ratio(static round => round.PerRequest.Cpu),
            CpuMicroseconds = Median(static round => round.PerRequest.Cpu),
            Allocation = Ratio(static round => round.PerRequest.Allocated),
            AllocatedBytes = Median(static round => round.PerRequest.Allocated),
            Collections = Median(static round => round.PerRequest.Collections),
        };

        double Median(Func<Round, double> figure) => MedianOf(round => figure(round[contender]));
        double Ratio(Func<Round, double> figure) => MedianOf(round => figure(round[contender]) / figure(round[Contender.Floor]));
        double MedianOf(Func<Dictionary<string, Round>, double> figure) => rounds.Select(figure).Order().ElementAt(rounds.Count / 2);
    }

    private readonly record struct Round(double RequestsPerSecond, ServerFigures PerRequest);
}
