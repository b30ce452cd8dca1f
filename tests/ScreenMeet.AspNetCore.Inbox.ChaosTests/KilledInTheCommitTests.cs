using System.Net;
using Npgsql;
using ScreenMeet.InboxHarness;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Inbox.ChaosTests;

public sealed class KilledInTheCommitTests
{
    // The server goes on with a commit whose client is dead, unless its own process is ended too.
    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 2)]
    public async Task A_node_that_is_killed_in_its_commit_leaves_each_event_applied_once(bool endsServerProcess, int runs)
    {
        await using var database = await NodeDatabase.CreatePostgreSqlAsync();
        await database.ExecuteAsync(
            """
            CREATE FUNCTION sleep() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(4); RETURN NULL; END';
            CREATE CONSTRAINT TRIGGER slow_commit AFTER INSERT ON "Effects" DEFERRABLE INITIALLY DEFERRED
              FOR EACH ROW WHEN (NEW."Number" = 1) EXECUTE FUNCTION sleep()
            """);
        await using var one = database.StartNode("node-one", "HandlerTimeout=00:00:20");
        await using var other = database.StartNode("node-other", "HandlerTimeout=00:00:20");
        await one.WaitUntilItListensAsync();
        await other.WaitUntilItListensAsync();

        using var client = new HttpClient { BaseAddress = one.Address };
        using var response = await client.SendAsync(
            Signed.Delivery("/webhooks/screenmeet", Events.Delivery(Enumerable.Range(0, 4).Select(static number => Events.One("HUiUti", number)))),
            TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var (name, serverProcess) = await FindCommitAsync(database.Server!);
        (name == one.Name ? one : other).Kill();
        if (endsServerProcess)
        {
            await database.ExecuteAsync($"SELECT pg_terminate_backend({serverProcess})");
        }

        await Poll.UntilAsync(async () => !await database.HasPendingAsync(), "the events to be handled", () => $"{one.Output}\n{other.Output}");

        Assert.Equal([(0, -1), (1, 0), (2, 1), (3, 2)], (await database.ReadEffectsAsync()).Select(static effect => (effect.Number, effect.Seen)));
        Assert.Equal(runs, HandlerRuns.Read(database.Journal).Count(static run => run.Number == 1));
    }

    // Waits until a node's commit has begun.
    private static async Task<(string Node, int ServerProcess)> FindCommitAsync(PostgreSqlServer server)
    {
        await using var connection = new NpgsqlConnection(server.ConnectionString("postgres") + ";Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(
            "SELECT application_name, pid FROM pg_stat_activity WHERE application_name LIKE 'node-%' AND query = 'COMMIT' AND wait_event = 'PgSleep'", connection);
        (string, int)? found = null;
        await Poll.UntilAsync(
            async () =>
            {
                await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
                found = await reader.ReadAsync(TestContext.Current.CancellationToken) ? (reader.GetString(0), reader.GetInt32(1)) : null;
                return found is not null;
            },
            "a commit");
        return found!.Value;
    }
}
