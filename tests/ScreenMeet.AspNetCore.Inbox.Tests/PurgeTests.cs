using Microsoft.EntityFrameworkCore;
using ScreenMeet.InboxHarness;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Inbox.Tests;

public sealed class PurgeTests(PostgreSqlFixture postgreSql)
{
    // Trap 33.
    [Theory, EachDatabase(PgBouncer = true)]
    public async Task Three_nodes_purge_at_once_without_a_conflict_and_leave_what_is_young(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind, postgreSql);
        await AddOldAsync(database, 3000);
        await using var first = await StartAsync(database);
        await using var second = await StartAsync(database);
        await using var third = await StartAsync(database);
        await first.AssertStoredAsync(Events.Delivery("HUiUti", 0, 3));

        await Poll.UntilAsync(
            async () => await database.CountAsync<ScreenMeetInboxKey>() == 3 && await database.CountAsync<ScreenMeetInboxDeadEvent>() == 0, "the purge");
        await first.WaitUntilHandledAsync(dead: 0);
        InboxNode[] nodes = [first, second, third];
        Assert.DoesNotContain(nodes.SelectMany(static node => node.Logs), static log => log.Level >= LogLevel.Error);
    }

    // Trap 33.
    [Theory, EachDatabase]
    public async Task A_purge_comes_in_batches_and_stops_with_the_application(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind, postgreSql);
        await AddOldAsync(database, 60_000);
        await using (var node = await StartAsync(database))
        {
            await Poll.UntilAsync(async () => await database.CountAsync<ScreenMeetInboxKey>() < 60_000, "the first batch");
            await node.StopAsync(TestContext.Current.CancellationToken);
        }

        var left = await database.CountAsync<ScreenMeetInboxKey>();
        Assert.NotEqual(0, left);
        Assert.Equal(0, left % 500);
    }

    // Trap 28. Another transaction has locked the table for longer than a command of the inbox waits.
    [Fact]
    public async Task A_statement_that_stalls_ends_by_itself()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.PostgreSql, postgreSql);
        await using var node = await InboxNode.StartAsync(
            database, options: static options => (options.HandlerTimeout, options.PollingInterval) = (TimeSpan.FromSeconds(1), TimeSpan.FromMilliseconds(100)));
        await node.AssertStoredAsync(Events.Delivery("before", 0, 1));
        await node.WaitUntilHandledAsync(dead: 0);

        await using var connection = database.CreateConnection();
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using (var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken))
        {
            await using var command = connection.CreateCommand();
            command.CommandText = "LOCK TABLE \"ScreenMeetInboxEvent\" IN ACCESS EXCLUSIVE MODE";
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
            await node.WaitUntilLoggedAsync("It goes on.");
        }

        await node.AssertStoredAsync(Events.Delivery("after", 0, 1));
        await node.WaitUntilHandledAsync(dead: 0);
        Assert.Equal(["before", "after"], (await database.ReadEffectsAsync()).Select(static effect => effect.Session));
    }

    // Trap 36.
    [Theory, EachDatabase]
    public async Task Nodes_do_not_poll_in_step(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind, postgreSql);
        var time = new RecordingTime();
        await using var node = await InboxNode.StartAsync(
            database,
            options: static options => options.PollingInterval = TimeSpan.FromMilliseconds(100),
            services: builder => builder.Services.AddSingleton<TimeProvider>(time));

        await Poll.UntilAsync(() => time.Waits.Count(static wait => wait < TimeSpan.FromMilliseconds(200)) >= 10, "ten polls");
        var waits = time.Waits.Where(static wait => wait < TimeSpan.FromMilliseconds(200)).ToList();
        Assert.All(waits, static wait => Assert.InRange(wait.TotalMilliseconds, 79, 121));
        Assert.True(waits.Distinct().Count() > 5, string.Join(' ', waits));
    }

    private static Task<InboxNode> StartAsync(TestDatabase database) => InboxNode.StartAsync(
        database, static (_, _, _, _) => Task.CompletedTask, services: static builder => builder.Services.AddSingleton<TimeProvider>(new ImpatientTime()));

    // Keys, and a tenth as many dead events, of last year.
    private static async Task AddOldAsync(TestDatabase database, int count)
    {
        await database.ExecuteAsync($$"""
            WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {{count}})
            INSERT INTO "ScreenMeetInboxKey" ("Key", "WebhookName", "StoredAt")
            SELECT {{(database.IsSqlite ? "randomblob(32)" : "sha256(CAST(CAST(n AS text) AS bytea))")}}, '', '2020-01-01 00:00:00.000+00:00' FROM numbers
            """);
        await database.ExecuteAsync($$"""
            WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {{count / 10}})
            INSERT INTO "ScreenMeetInboxDeadEvent" ("Id", "WebhookName", "Session", "Json", "DeliveryFingerprint", "Index", "ReceivedAt", "StoredAt", "Attempts", "LastAttemptAt", "ErrorText", "ErrorGroup")
            SELECT -n, '', n, {{(database.IsSqlite ? "x'7b7d', x''" : "'\\x7b7d', ''")}}, 0, '2020-01-01 00:00:00.000+00:00', '2020-01-01 00:00:00.000+00:00', 1, '2020-01-01 00:00:00.000+00:00', '', ''
            FROM numbers
            """);
    }

    private sealed class RecordingTime : TimeProvider
    {
        private readonly System.Collections.Concurrent.ConcurrentQueue<TimeSpan> _waits = new();

        public IReadOnlyCollection<TimeSpan> Waits => _waits;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _waits.Enqueue(dueTime);
            return base.CreateTimer(callback, state, dueTime, period);
        }
    }
}
