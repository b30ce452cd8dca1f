using System.Net;
using ScreenMeet.InboxHarness;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Inbox.Tests;

// SQLite has one writer at a time, so these moments exist on PostgreSQL alone.
public sealed class StoringTests(PostgreSqlFixture postgreSql)
{
    // Holds the commit of a delivery that contains the word "held" until the test lets go, and makes it fail if its node is called "failing".
    private const string HoldSql =
        """
        CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF position('held'::bytea IN NEW."Json") > 0 THEN
            PERFORM pg_advisory_xact_lock(4711);
            IF current_setting('application_name') = 'failing' THEN RAISE EXCEPTION 'The commit fails.'; END IF;
          END IF;
          RETURN NULL;
        END $$;
        CREATE CONSTRAINT TRIGGER hold AFTER INSERT ON "ScreenMeetInboxEvent" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION hold();
        SELECT pg_advisory_lock(4711)
        """;

    private const string IsHeld =
        "EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND objid = 4711 AND NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))";

    // Trap 12.
    [Theory]
    [InlineData(8)]
    [InlineData(0)]
    public async Task A_delivery_that_is_committed_after_a_later_one_is_not_skipped(int concurrencyOfItsNode)
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.PostgreSql, postgreSql);
        await using var session = await DatabaseSession.OpenAsync(database);
        await session.ExecuteAsync(HoldSql);
        await using var first = await InboxNode.StartAsync(database, options: options => options.MaxConcurrency = concurrencyOfItsNode);
        await using var second = await InboxNode.StartAsync(database);

        var held = first.PostAsync(Events.Delivery(Events.One("HUiUti", 1, "held"), Events.One("HUiUti", 2, "held")));
        await session.WaitAsync(IsHeld, "the first delivery");
        await second.AssertStoredAsync(Events.Delivery("HUiUti", 3, 2));
        await Poll.UntilAsync(async () => (await database.ReadEffectsAsync()).Count == 2, "the second delivery", second.LogText);
        Assert.False(held.IsCompleted);
        await session.ExecuteAsync("SELECT pg_advisory_unlock(4711)");

        Assert.Equal(HttpStatusCode.OK, await held);
        await second.WaitUntilHandledAsync();
        Assert.Equal([3, 4, 1, 2], (await database.ReadEffectsAsync()).Select(static effect => effect.Number));
    }

    // Trap 13.
    [Fact]
    public async Task A_delivery_that_two_nodes_receive_is_stored_by_the_second_if_the_first_rolls_back()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.PostgreSql, postgreSql);
        await using var session = await DatabaseSession.OpenAsync(database);
        await session.ExecuteAsync(HoldSql);
        await using var first = await InboxNode.StartAsync(database, extra: ";Application Name=failing");
        await using var second = await InboxNode.StartAsync(database, extra: ";Application Name=succeeding");
        var delivery = Events.Delivery(Events.One("HUiUti", 1, "held"), Events.One("HUiUti", 2));

        var failing = first.PostAsync(delivery);
        await session.WaitAsync(IsHeld, "the first node");
        var succeeding = second.PostAsync(delivery);
        await session.WaitAsync(
            "EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'succeeding' AND wait_event_type = 'Lock')", "the second node");
        await session.ExecuteAsync("SELECT pg_advisory_unlock(4711)");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, await failing);
        Assert.Equal(HttpStatusCode.OK, await succeeding);
        await second.WaitUntilHandledAsync();
        Assert.Equal([1, 2], (await database.ReadEffectsAsync()).Select(static effect => effect.Number));
        Assert.Equal(2, await database.CountAsync<ScreenMeetInboxKey>());
    }

    // The same with the first one committed, and at the same moment.
    [Theory, EachDatabase]
    public async Task A_delivery_that_two_nodes_receive_at_the_same_moment_is_stored_once(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind, postgreSql);
        await using var first = await InboxNode.StartAsync(database);
        await using var second = await InboxNode.StartAsync(database);
        for (var i = 0; i < 50; i++)
        {
            // The same events in opposite order, since a sender may cut its batches differently.
            var events = Enumerable.Range(0, 4).Select(number => Events.One(Events.Name(number), i)).ToList();
            var statuses = await Task.WhenAll(
                first.PostAsync(Events.Delivery(events)), second.PostAsync(Events.Delivery(Enumerable.Reverse(events))), second.PostAsync(Events.Delivery(events)));
            Assert.All(statuses, static status => Assert.Equal(HttpStatusCode.OK, status));
        }

        await first.WaitUntilHandledAsync();
        var effects = await database.ReadEffectsAsync();
        Assert.Equal(200, await database.CountAsync<ScreenMeetInboxKey>());
        Assert.All(
            effects.GroupBy(static effect => effect.Session), static ofSession => Assert.Equal(Enumerable.Range(0, 50), ofSession.Select(static effect => effect.Number)));
    }

    // Trap 14.
    [Fact]
    public async Task What_the_server_says_is_understood_in_German_too()
    {
        PostgreSqlFixture.Require();
        await using var server = await PostgreSqlServer.StartInAsync("de", "fsync=off");
        await using var database = await TestDatabase.CreateAsync(server, hasTables: false);
        await using var session = await DatabaseSession.OpenAsync(database);
        Assert.Contains("Division durch Null", (await Assert.ThrowsAsync<Npgsql.PostgresException>(() => session.ExecuteAsync("SELECT 1 / 0"))).MessageText, StringComparison.Ordinal);
        var hasFailed = false;
        await using var node = await InboxNode.StartAsync(
            database,
            async (context, e, eventContext, cancellationToken) =>
            {
                if (!hasFailed)
                {
                    hasFailed = true;
                    context.Effects.Add(new() { Id = 1 });
                    context.Effects.Add(new() { Id = 1 });
                }

                await HandlerScripts.SaveEffect(context, e, eventContext, cancellationToken);
            },
            static options => options.MinRetryDelay = TimeSpan.FromMilliseconds(20));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, await node.PostAsync(Events.Delivery("HUiUti", 1, 1)));
        Assert.Single(node.LinesOf("InboxTablesMissing"));
        await database.CreateTablesAsync();
        await Poll.UntilAsync(async () => await node.PostAsync(Events.Delivery("HUiUti", 1, 1)) == HttpStatusCode.OK, "the tables", node.LogText);
        await node.AssertStoredAsync(Events.Delivery("HUiUti", 1, 2));
        await node.AssertStoredAsync(Events.Delivery("HUiUti", 1, 2));

        await node.WaitUntilHandledAsync();
        Assert.Equal([1, 2], (await database.ReadEffectsAsync()).Select(static effect => effect.Number));
    }
}
