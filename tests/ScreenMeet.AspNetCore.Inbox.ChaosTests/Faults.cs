using System.Diagnostics;
using ScreenMeet.InboxHarness;

namespace ScreenMeet.AspNetCore.Inbox.ChaosTests;

// Kills nodes, lets them stand still while the database ends their connections, and ends the database once.
internal sealed class Faults(Random random, IReadOnlyList<Node> nodes, PostgreSqlServer? server, ChaosCounts counts)
{
    private readonly List<Disturbance> _disturbances = [];

    public IReadOnlyList<Disturbance> Disturbances => _disturbances;

    public async Task RunAsync(TimeSpan duration)
    {
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < duration)
        {
            await Task.Delay(random.Next(200, 1500));
            await WaitForDeliveriesAsync();
            var listening = nodes.Where(static node => node.Address is not null).ToList();
            if (server is not null && counts.DatabaseRestarts == 0 && clock.Elapsed > duration / 2)
            {
                await RestartDatabaseAsync(server);
            }
            else if (listening.Count > 0)
            {
                await DisturbAsync(listening);
            }
        }
    }

    // On a slow machine the next fault waits until the nodes have done something since the one before.
    private async Task WaitForDeliveriesAsync()
    {
        const int deliveries = 10;
        var longest = TimeSpan.FromSeconds(10);
        var clock = Stopwatch.StartNew();
        var before = counts.Accepted;
        while (counts.Accepted < before + deliveries && clock.Elapsed < longest)
        {
            await Task.Delay(10);
        }
    }

    private async Task DisturbAsync(List<Node> listening)
    {
        var node = listening[random.Next(listening.Count)];
        switch (random.Next(8))
        {
            case 0:
                counts.Kills += listening.Count;
                listening.ForEach(static node => node.Kill());
                break;
            case < 6:
                counts.Kills++;
                node.Kill();
                break;
            default:
                counts.Pauses++;
                await PauseAsync(node);
                break;
        }
    }

    private async Task PauseAsync(Node node)
    {
        if (node.ProcessId is not { } process)
        {
            return;
        }

        var begin = Stopwatch.GetTimestamp();
        await node.PauseAsync();
        if (server is not null)
        {
            await server.ExecuteAsync("postgres", $"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '{node.Name}'");
        }

        await Task.Delay(random.Next(100, 1500));
        await node.ContinueAsync();
        _disturbances.Add(new(process, begin, Stopwatch.GetTimestamp()));
    }

    private async Task RestartDatabaseAsync(PostgreSqlServer server)
    {
        counts.DatabaseRestarts++;
        var begin = Stopwatch.GetTimestamp();
        await server.StopAsync("immediate");
        await Task.Delay(random.Next(200, 1000));
        await server.StartAgainAsync();
        _disturbances.Add(new(null, begin, Stopwatch.GetTimestamp()));
    }
}
