using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using ScreenMeet.InboxHarness;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Inbox.Tests;

// The packets of a node's host are dropped from one moment on, so its connections end for nobody.
public sealed class VanishedHostTests(PostgreSqlFixture postgreSql)
{
    private static readonly TimeSpan s_handlerTimeout = TimeSpan.FromSeconds(2);

    // What the trap allows, and room for a busy machine. Without time-outs on the server it would be two hours.
    private static readonly TimeSpan s_bound = s_handlerTimeout + TimeSpan.FromSeconds(5) + TimeSpan.FromSeconds(8);

    // Trap 1.
    [Fact]
    public Task A_session_is_taken_over_from_a_host_that_vanished_while_its_handler_was_busy() =>
        AssertTakenOverAsync(static (_, waiting) => waiting);

    // Trap 1.
    [Fact]
    public Task A_session_is_taken_over_from_a_host_that_vanished_after_its_handler_had_written() =>
        AssertTakenOverAsync(static async (context, waiting) =>
        {
            context.Effects.Add(new() { Session = "vanished", Number = 1 });
            await context.SaveChangesAsync(CancellationToken.None);
            await waiting;
        });

    // Trap 1.
    [Fact]
    public Task A_session_is_taken_over_from_a_host_that_vanished_during_a_statement() =>
        AssertTakenOverAsync(
            static (context, _) => context.Database.ExecuteSqlRawAsync("SELECT pg_sleep(600)", CancellationToken.None),
            "EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND state = 'active' AND query LIKE '%pg_sleep(600)%' AND pid <> pg_backend_pid())");

    // Trap 1. The answer does not fit into the buffers of the connection, so the server waits for room.
    [Fact]
    public Task A_session_is_taken_over_from_a_host_that_vanished_while_it_read_a_large_answer() =>
        AssertTakenOverAsync(
            static async (context, waiting) =>
            {
                var rows = context.Database.SqlQueryRaw<string>("SELECT repeat('x', 1000000) AS \"Value\" FROM generate_series(1, 1000)").AsAsyncEnumerable();
                await foreach (var _ in rows)
                {
                    await waiting;
                }
            },
            "EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'ClientWrite')");

    // Trap 1, for what is recorded beside a claim: here the start of an attempt.
    [Fact]
    public async Task A_host_that_vanished_while_it_recorded_something_holds_no_event()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.PostgreSql, postgreSql);
        await using var session = await DatabaseSession.OpenAsync(database);
        await session.ExecuteAsync(
            """
            CREATE FUNCTION pause() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
              IF current_setting('application_name') = 'vanishing' THEN PERFORM pg_sleep(2); END IF;
              RETURN NEW;
            END $$;
            CREATE TRIGGER pause BEFORE UPDATE ON "ScreenMeetInboxEvent" FOR EACH ROW EXECUTE FUNCTION pause();
            """);
        await using (var receiving = await InboxNode.StartAsync(database, options: static options => options.MaxConcurrency = 0))
        {
            await receiving.AssertStoredAsync(Events.Delivery("HUiUti", 1, 1));
        }

        var proxy = FaultyProxy.Start((await postgreSql.GetServerAsync()).Port);
        await using var vanishing = await InboxNode.StartAsync(database, options: SetOptions, extra: $";Port={proxy.Port};Application Name=vanishing");
        await using (proxy)
        {
            await session.WaitAsync(
                """EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'vanishing' AND wait_event = 'PgSleep')""", "the update", vanishing.LogText);
            proxy.Vanish();
            var clock = Stopwatch.StartNew();
            await using var other = await InboxNode.StartAsync(database, options: SetOptions);
            await other.WaitUntilHandledAsync();
            Assert.True(clock.Elapsed < s_bound + s_handlerTimeout, $"It took {clock.Elapsed}.");
            Assert.Equal(1, Assert.Single(await database.ReadEffectsAsync()).Number);
        }
    }

    private static void SetOptions(ScreenMeetInboxOptions options) =>
        (options.HandlerTimeout, options.PollingInterval) = (s_handlerTimeout, TimeSpan.FromMilliseconds(200));

    private async Task AssertTakenOverAsync(Func<AppDbContext, Task, Task> work, string isWorking = "true")
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.PostgreSql, postgreSql);
        await using var session = await DatabaseSession.OpenAsync(database);
        var proxy = FaultyProxy.Start((await postgreSql.GetServerAsync()).Port);
        var (entered, end) = (new Signal(), new Signal());
        await using var vanishing = await InboxNode.StartAsync(
            database,
            async (context, _, _, _) =>
            {
                entered.Give();
                await work(context, end.Given);
            },
            SetOptions,
            $";Port={proxy.Port}");
        await using (proxy)
        {
            await vanishing.AssertStoredAsync(Events.Delivery("HUiUti", 1, 2));
            await entered.WaitAsync("the handler", vanishing.LogText);
            await using var other = await InboxNode.StartAsync(database, options: SetOptions);
            await session.WaitAsync(isWorking, "the handler's statement");
            proxy.Vanish();
            var clock = Stopwatch.StartNew();
            await Poll.UntilAsync(async () => (await database.ReadEffectsAsync()).Count == 2, "the other node", other.LogText);
            Assert.True(clock.Elapsed < s_bound, $"It took {clock.Elapsed}.");
            Assert.Equal([("HUiUti", 1), ("HUiUti", 2)], (await database.ReadEffectsAsync()).Select(static effect => (effect.Session, effect.Number)));
            await other.WaitUntilHandledAsync();
        }

        end.Give();
    }
}
