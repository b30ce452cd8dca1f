using Microsoft.EntityFrameworkCore;
using Npgsql;
using ScreenMeet.InboxHarness;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Inbox.Tests;

// A node whose connection ends while its handler runs, because it stood still or the network did.
public sealed class LostConnectionTests(PostgreSqlFixture postgreSql)
{
    [Fact]
    public async Task A_handler_that_tries_again_after_its_connection_was_lost_saves_nothing_outside_of_the_transaction()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.PostgreSql, postgreSql);
        await using var node = await InboxNode.StartAsync(
            database,
            async (context, e, eventContext, cancellationToken) =>
            {
                if (eventContext.Attempt == 1)
                {
                    await EndServerProcessAsync(database, await ServerProcessOfAsync(context));
                }

                await SaveStubbornlyAsync(context, HandlerScripts.EffectOf(e, eventContext));
            },
            static options => options.MinRetryDelay = TimeSpan.FromMilliseconds(50));

        await node.AssertStoredAsync(Events.Delivery("HUiUti", 1, 1));
        await node.WaitUntilHandledAsync();

        Assert.Equal([2], (await database.ReadEffectsAsync()).Select(static effect => effect.Attempt));
    }

    [Fact]
    public async Task The_node_that_lost_an_event_does_not_bury_it_while_another_node_commits_it()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.PostgreSql, postgreSql);
        await ExecuteAsync(
            database,
            """
            CREATE FUNCTION sleep() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(3); RETURN NULL; END';
            CREATE CONSTRAINT TRIGGER slow_commit AFTER INSERT ON "Effects" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION sleep()
            """);
        var lost = new TaskCompletionSource();
        var goOn = new TaskCompletionSource();
        await using var loser = await InboxNode.StartAsync(
            database,
            async (context, e, eventContext, cancellationToken) =>
            {
                await EndServerProcessAsync(database, await ServerProcessOfAsync(context));
                lost.TrySetResult();
                await goOn.Task;
                await HandlerScripts.SaveEffect(context, e, eventContext, cancellationToken);
            },
            static options => (options.MaxAttempts, options.PollingInterval) = (1, TimeSpan.FromHours(1)));
        await loser.AssertStoredAsync(Events.Delivery("HUiUti", 1, 1));
        await lost.Task;

        await using var winner = await InboxNode.StartAsync(database, options: static options => options.PollingInterval = TimeSpan.FromMilliseconds(50));
        await Poll.UntilAsync(async () => await IsCommittingAsync(database), "the other node's commit");
        goOn.SetResult();
        await winner.WaitUntilHandledAsync();
        await loser.StopAsync(TestContext.Current.CancellationToken);

        Assert.Single(await database.ReadEffectsAsync());
        Assert.Equal(0, await database.CountAsync<ScreenMeetInboxDeadEvent>());
        Assert.DoesNotContain(loser.Logs, static log => log.Id.Name == "InboxDead");
    }

    [Fact]
    public async Task The_node_that_lost_an_event_does_not_take_back_the_attempts_of_other_nodes()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.PostgreSql, postgreSql);
        var lost = new TaskCompletionSource();
        var goOn = new TaskCompletionSource();
        await using var loser = await InboxNode.StartAsync(
            database,
            async (context, e, eventContext, cancellationToken) =>
            {
                await EndServerProcessAsync(database, await ServerProcessOfAsync(context));
                lost.TrySetResult();
                await goOn.Task;
                await HandlerScripts.SaveEffect(context, e, eventContext, cancellationToken);
            },
            static options => options.PollingInterval = TimeSpan.FromHours(1));
        await loser.AssertStoredAsync(Events.Delivery("HUiUti", 1, 1));
        await lost.Task;

        await using var other = await InboxNode.StartAsync(
            database,
            static (_, _, eventContext, _) => throw new InvalidOperationException("This event always fails."),
            static options => (options.PollingInterval, options.MinRetryDelay, options.MaxRetryDelay) = (TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(10), TimeSpan.FromHours(1)));
        await Poll.UntilAsync(async () => await AttemptsAsync(database) >= 5, "attempts of the other node");
        await other.StopAsync(TestContext.Current.CancellationToken);
        var attempts = await AttemptsAsync(database);
        goOn.SetResult();
        await loser.StopAsync(TestContext.Current.CancellationToken);

        Assert.Equal(attempts, await AttemptsAsync(database));
    }

    // As a handler does that has a retry policy of its own.
    private static async Task SaveStubbornlyAsync(AppDbContext context, Effect effect)
    {
        const int tries = 3;
        context.Effects.Add(effect);
        for (var i = 1; i <= tries; i++)
        {
            try
            {
                await context.SaveChangesAsync(CancellationToken.None);
                return;
            }
            catch (Exception) when (i < tries)
            {
            }
        }
    }

    private static async Task<int> ServerProcessOfAsync(AppDbContext context) =>
        (await context.Database.SqlQueryRaw<int>("SELECT pg_backend_pid() AS \"Value\"").ToListAsync(TestContext.Current.CancellationToken)).Single();

    // Returns when the server has undone the transaction.
    private static async Task EndServerProcessAsync(TestDatabase database, int process)
    {
        await ExecuteAsync(database, $"SELECT pg_terminate_backend({process})");
        await Poll.UntilAsync(async () => await CountProcessesAsync(database, $"pid = {process}") == 0, "the server process to end");
    }

    private static async Task<bool> IsCommittingAsync(TestDatabase database) =>
        await CountProcessesAsync(database, "datname = current_database() AND query = 'COMMIT' AND wait_event = 'PgSleep'") > 0;

    private static async Task<long> CountProcessesAsync(TestDatabase database, string condition)
    {
        await using var connection = new NpgsqlConnection(database.ConnectionString + ";Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand($"SELECT count(*) FROM pg_stat_activity WHERE {condition}", connection);
        return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    private static async Task<int> AttemptsAsync(TestDatabase database)
    {
        await using var context = database.CreateContext();
        return (await context.Set<ScreenMeetInboxEvent>().AsNoTracking().SingleAsync(TestContext.Current.CancellationToken)).Attempts;
    }

    private static async Task ExecuteAsync(TestDatabase database, string sql)
    {
        await using var connection = new NpgsqlConnection(database.ConnectionString + ";Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
