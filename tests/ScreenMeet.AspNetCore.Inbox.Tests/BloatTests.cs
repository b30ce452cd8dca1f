using System.Collections.Concurrent;
using System.Diagnostics;
using ScreenMeet.InboxHarness;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Inbox.Tests;

// What PostgreSQL keeps of rows that are deleted while transactions are open.
public sealed class BloatTests(PostgreSqlFixture postgreSql)
{
    private const string Blocks =
        """
        SELECT CAST(heap_blks_read + heap_blks_hit + idx_blks_read + idx_blks_hit AS bigint) FROM pg_statio_user_tables WHERE relname = 'ScreenMeetInboxEvent'
        """;

    // Trap 3.
    [Fact]
    public async Task Handlers_that_take_long_leave_nothing_that_makes_claiming_slow()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.PostgreSql, postgreSql);
        await using var session = await DatabaseSession.OpenAsync(database);
        var end = new Signal();
        var waiting = 0;
        await using var node = await InboxNode.StartAsync(
            database,
            async (context, e, eventContext, cancellationToken) =>
            {
                if (e.Type == "waits")
                {
                    // After a write, the transaction keeps the server from removing what is deleted from now on.
                    await HandlerScripts.SaveEffect(context, e, eventContext, cancellationToken);
                    Interlocked.Increment(ref waiting);
                    await end.Given;
                }
            },
            static options => (options.HandlerTimeout, options.PollingInterval) = (TimeSpan.FromMinutes(5), TimeSpan.FromHours(1)));

        // The first one creates the plans and the caches.
        await MeasureAsync(node, session, "warm");
        var before = await MeasureAsync(node, session, "before");
        await node.AssertStoredAsync(Events.Delivery(Enumerable.Range(0, 8).Select(static number => Events.One($"waits{number}", number, "waits"))));
        await Poll.UntilAsync(() => waiting == 8, "the handlers", node.LogText);
        await session.ExecuteAsync(
            """
            INSERT INTO "ScreenMeetInboxEvent" ("WebhookName", "Session", "Json", "DeliveryFingerprint", "Index", "ReceivedAt", "StoredAt", "Attempts")
              SELECT 'other', n % 1000, '{}', '', 0, now(), now(), 0 FROM generate_series(1, 100000) AS n;
            DELETE FROM "ScreenMeetInboxEvent" WHERE "WebhookName" = 'other'
            """);
        await session.ExecuteAsync("""VACUUM "ScreenMeetInboxEvent";""");
        Assert.True(await DeadTuplesAsync(session) >= 100_000, "The handlers' transactions should have kept the rows.");
        end.Give();
        await node.WaitUntilHandledAsync();

        await session.ExecuteAsync("""VACUUM "ScreenMeetInboxEvent";""");
        Assert.Equal(0, await DeadTuplesAsync(session));
        var after = await MeasureAsync(node, session, "after");

        // Other work of the server is in these counts, and indexes keep their height, so this finds only a scan of what was deleted.
        Assert.True(after <= before + 500, $"Handling an event read {before} blocks before, and {after} blocks afterwards.");
    }

    // Trap 4. The trap's minute is cut to some seconds, in which as many rows are kept as the load makes.
    [Fact]
    public async Task A_foreign_transaction_that_stays_open_costs_less_than_half_of_the_rate()
    {
        const int perSecond = 500;
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.PostgreSql, postgreSql);
        await using var session = await DatabaseSession.OpenAsync(database);
        var handled = 0;
        await using var node = await InboxNode.StartAsync(database, (_, _, _, _) =>
        {
            Interlocked.Increment(ref handled);
            return Task.CompletedTask;
        });
        var number = 0;

        // A busy machine may disturb one comparison, but not three.
        (double Before, double During, double After) rates = default;
        for (var tries = 0; tries < 3; tries++)
        {
            rates.Before = await RunAsync(TimeSpan.FromSeconds(4));
            await session.ExecuteAsync("""BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM "ScreenMeetInboxEvent";""");
            rates.During = await RunAsync(TimeSpan.FromSeconds(12));
            await session.ExecuteAsync("COMMIT");
            rates.After = await RunAsync(TimeSpan.FromSeconds(4));
            if (rates.During >= rates.Before / 2 && rates.After >= rates.Before / 2)
            {
                return;
            }
        }

        Assert.Fail($"Events per second before, during and after the foreign transaction: {rates}.");

        // Offers the load and returns how many events a second were handled until none was left.
        async Task<double> RunAsync(TimeSpan time)
        {
            const int size = 25;
            var (clock, first, offered) = (Stopwatch.StartNew(), handled, 0);
            while (clock.Elapsed < time)
            {
                var start = Interlocked.Add(ref number, size);
                await StoreAsync(node, Enumerable.Range(start, size).Select(static n => Events.One(Events.Name(n % 200), n)));
                offered += size;
                var ahead = TimeSpan.FromSeconds((double)offered / perSecond) - clock.Elapsed;
                if (ahead > TimeSpan.Zero)
                {
                    await Task.Delay(ahead, TestContext.Current.CancellationToken);
                }
            }

            for (var before = handled; before - first < offered; before = handled)
            {
                await Poll.UntilAsync(() => handled > before || handled - first >= offered, "a further event", node.LogText);
            }

            return offered / clock.Elapsed.TotalSeconds;
        }
    }

    // Trap 5.
    [Fact]
    public async Task Claiming_writes_nothing()
    {
        const int batches = 10_000;
        const int size = 500;
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.PostgreSql, postgreSql);
        await using var session = await DatabaseSession.OpenAsync(database);
        var contexts = new ConcurrentDictionary<AppDbContext, bool>();
        await using var node = await InboxNode.StartAsync(database, (context, _, _, _) =>
        {
            contexts.TryAdd(context, true);
            return Task.CompletedTask;
        });

        // The attempts of events that were there before are recorded.
        await Poll.UntilAsync(() => node.LinesOf("InboxStarted").Count == 1, "the start of the dispatcher", node.LogText);

        // A session for each event, so that each event is a batch.
        for (var start = 0; start < batches; start += size)
        {
            await StoreAsync(node, Enumerable.Range(start, size).Select(static number => Events.One(Events.Name(number), number)));
        }

        await node.WaitUntilHandledAsync();
        await session.WaitAsync(
            $$"""(SELECT n_tup_del FROM pg_stat_user_tables WHERE relname = 'ScreenMeetInboxEvent') = {{batches}}""", "the server's figures");

        // The events are stored and deleted, and nothing else is written.
        Assert.Equal(batches, contexts.Count);
        Assert.Equal(batches, await session.ReadAsync<long>("""SELECT n_tup_ins FROM pg_stat_user_tables WHERE relname = 'ScreenMeetInboxEvent'"""));
        Assert.Equal(0, await session.ReadAsync<long>("""SELECT CAST(sum(n_tup_upd) AS bigint) FROM pg_stat_user_tables"""));
        Assert.Equal(batches, await session.ReadAsync<long>("""SELECT CAST(sum(n_tup_del) AS bigint) FROM pg_stat_user_tables"""));
    }

    private static async Task StoreAsync(InboxNode node, IEnumerable<string> events) =>
        await node.Inbox.AddAsync(ScreenMeetDelivery.FromVerifiedBody(Events.Delivery(events)), TestContext.Current.CancellationToken);

    private static async Task<long> DeadTuplesAsync(DatabaseSession session) =>
        await session.ReadAsync<long>("""SELECT n_dead_tup FROM pg_stat_user_tables WHERE relname = 'ScreenMeetInboxEvent'""");

    // Returns how many blocks of the events' table and its indexes are read for an event.
    private static async Task<double> MeasureAsync(InboxNode node, DatabaseSession session, string name)
    {
        const int count = 400;
        var before = await ReadSettledAsync(session);
        for (var start = 0; start < count; start += 50)
        {
            await StoreAsync(node, Enumerable.Range(start, 50).Select(number => Events.One($"{name}{number}", number)));
        }

        await node.WaitUntilHandledAsync();
        return (double)(await ReadSettledAsync(session) - before) / count;
    }

    // The server's processes report their figures from time to time.
    private static async Task<long> ReadSettledAsync(DatabaseSession session)
    {
        var (last, clock) = (-1L, Stopwatch.StartNew());
        while (true)
        {
            var blocks = await session.ReadAsync<long>(Blocks);
            if (blocks != last)
            {
                (last, clock) = (blocks, Stopwatch.StartNew());
            }
            else if (clock.Elapsed > TimeSpan.FromSeconds(2))
            {
                return blocks;
            }

            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }
}
