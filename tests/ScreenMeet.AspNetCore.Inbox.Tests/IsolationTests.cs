using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using ScreenMeet.InboxHarness;

namespace ScreenMeet.AspNetCore.Inbox.Tests;

public sealed class IsolationTests(PostgreSqlFixture postgreSql)
{
    // Trap 22.
    [Fact]
    public async Task With_serializable_as_the_default_three_nodes_handle_everything_once_and_in_order()
    {
        const int sessions = 10;
        const int perSession = 12;
        await using var database = await CreateSerializableAsync();
        await using var first = await InboxNode.StartAsync(database);
        await using var second = await InboxNode.StartAsync(database);
        await using var third = await InboxNode.StartAsync(database);
        InboxNode[] nodes = [first, second, third];

        // Every node gets every event, each with its neighbours in another order.
        for (var number = 0; number < perSession; number++)
        {
            var events = Enumerable.Range(0, sessions).Select(session => Events.One(Events.Name(session), number)).ToArray();
            await Task.WhenAll(nodes.Select((node, i) => node.AssertStoredAsync(Events.Delivery(events.Skip(i * 3).Concat(events.Take(i * 3)).Reverse()))));
        }

        await first.WaitUntilHandledAsync(dead: 0);
        var effects = await database.ReadEffectsAsync();
        Assert.Equal(sessions * perSession, effects.Count);
        Assert.All(effects.GroupBy(static effect => effect.Session), static session => Assert.Equal(Enumerable.Range(0, perSession), session.Select(static effect => effect.Number)));
        Assert.DoesNotContain(first.Logs, static log => log.Message.Contains("is dead", StringComparison.Ordinal));
    }

    // Trap 22.
    [Theory, InlineData("40001"), InlineData("40P01")]
    public async Task A_delivery_whose_storing_conflicts_is_stored_once(string sqlState)
    {
        await using var database = await CreateSerializableAsync();
        await database.ExecuteAsync(FailTwice("ScreenMeetInboxKey", sqlState));
        await using var node = await InboxNode.StartAsync(database);

        await node.AssertStoredAsync(Events.Delivery("HUiUti", 0, 3));
        await node.WaitUntilHandledAsync(dead: 0);

        Assert.Equal([0, 1, 2], (await database.ReadEffectsAsync()).Select(static effect => effect.Number));
    }

    // Trap 22.
    [Theory, InlineData("40001"), InlineData("40P01")]
    public async Task A_handler_whose_statement_conflicts_is_retried_and_nothing_doubles(string sqlState)
    {
        await using var database = await CreateSerializableAsync();
        await database.ExecuteAsync(FailTwice("Effects", sqlState));
        await using var node = await InboxNode.StartAsync(database, options: static options => options.MinRetryDelay = TimeSpan.FromMilliseconds(20));

        await node.AssertStoredAsync(Events.Delivery("HUiUti", 0, 3));
        await node.WaitUntilHandledAsync(dead: 0);

        Assert.Equal([(0, 3), (1, 1), (2, 1)], (await database.ReadEffectsAsync()).Select(static effect => (effect.Number, effect.Attempt)));
    }

    // Trap 22.
    [Fact]
    public async Task A_commit_that_conflicts_is_tried_again_and_counts_as_no_attempt()
    {
        await using var database = await CreateSerializableAsync();
        await database.ExecuteAsync(FailTwice("Effects", "40001", isDeferred: true));
        await using var node = await InboxNode.StartAsync(database, options: static options => options.MaxAttempts = 1);

        await node.AssertStoredAsync(Events.Delivery("HUiUti", 0, 3));
        await node.WaitUntilHandledAsync(dead: 0);

        Assert.Equal([(0, 1), (1, 1), (2, 1)], (await database.ReadEffectsAsync()).Select(static effect => (effect.Number, effect.Attempt)));
    }

    // Trap 22.
    [Fact]
    public async Task Handlers_that_deadlock_are_retried_and_nothing_doubles()
    {
        await using var database = await CreateSerializableAsync();
        await using (var context = database.CreateContext())
        {
            context.Effects.AddRange(new Effect { Session = "shared", Number = 1 }, new Effect { Session = "shared", Number = 2 });
            await context.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        var both = new CountdownEvent(2);
        var attempts = new ConcurrentBag<int>();
        await using var node = await InboxNode.StartAsync(
            database,
            async (context, e, eventContext, cancellationToken) =>
            {
                attempts.Add(eventContext.Attempt);
                var mine = Events.NumberOf(e);
                await context.Effects.Where(effect => effect.Session == "shared" && effect.Number == mine).ExecuteUpdateAsync(static set => set.SetProperty(static effect => effect.Attempt, static effect => effect.Attempt + 1), cancellationToken);
                if (eventContext.Attempt == 1)
                {
                    both.Signal();
                    both.Wait(cancellationToken);
                }

                await context.Effects.Where(effect => effect.Session == "shared" && effect.Number == 3 - mine).ExecuteUpdateAsync(static set => set.SetProperty(static effect => effect.Attempt, static effect => effect.Attempt + 1), cancellationToken);
                await HandlerScripts.SaveEffect(context, e, eventContext, cancellationToken);
            },
            static options => options.MinRetryDelay = TimeSpan.FromMilliseconds(20));

        await node.AssertStoredAsync(Events.Delivery([Events.One("a", 1), Events.One("b", 2)]));
        await node.WaitUntilHandledAsync(dead: 0);

        var effects = await database.ReadEffectsAsync();
        Assert.Equal([2, 2], effects.Where(static effect => effect.Session == "shared").Select(static effect => effect.Attempt));
        Assert.Equal(["a", "b"], effects.Where(static effect => effect.Session != "shared").Select(static effect => effect.Session).Order());
        Assert.Equal([1, 1, 2], attempts.Order());
    }

    private async Task<TestDatabase> CreateSerializableAsync()
    {
        var database = await TestDatabase.CreateAsync(DatabaseKind.PostgreSql, postgreSql);
        await database.ExecuteAsync("DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_isolation = serializable', current_database()); END $$");
        Npgsql.NpgsqlConnection.ClearAllPools();
        return database;
    }

    // A trigger that refuses the first two writes, or the first two commits. A sequence is not rolled back.
    private static string FailTwice(string table, string sqlState, bool isDeferred = false) => $"""
        CREATE SEQUENCE failures;
        CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
          IF nextval('failures') <= 2 THEN RAISE EXCEPTION 'conflict' USING ERRCODE = '{sqlState}'; END IF;
          RETURN NEW;
        END $$;
        CREATE {(isDeferred ? "CONSTRAINT TRIGGER fail AFTER" : "TRIGGER fail BEFORE")} INSERT ON "{table}" {(isDeferred ? "DEFERRABLE INITIALLY DEFERRED" : "")}
          FOR EACH ROW EXECUTE FUNCTION fail();
        """;
}
