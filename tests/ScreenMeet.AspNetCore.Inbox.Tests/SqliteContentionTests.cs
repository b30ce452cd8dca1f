using System.Data.Common;
using System.Diagnostics;
using System.Net;
using Microsoft.EntityFrameworkCore;
using ScreenMeet.InboxHarness;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Inbox.Tests;

public sealed class SqliteContentionTests(PostgreSqlFixture postgreSql)
{
    // Trap 39. 10 seconds here, with the journal that SQLite has by itself and with the one that EF Core gives to new files.
    [Theory, InlineData("delete"), InlineData("wal")]
    public async Task Senders_the_dispatcher_and_readers_never_see_a_locked_database(string journalMode)
    {
        const int senders = 16;
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite, postgreSql);
        await SetJournalModeAsync(database, journalMode);
        await using var node = await InboxNode.StartAsync(database, async (context, e, eventContext, cancellationToken) =>
        {
            await context.Effects.CountAsync(effect => effect.Session == e.SessionId, cancellationToken);
            await HandlerScripts.SaveEffect(context, e, eventContext, cancellationToken);
        });

        using var isOver = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        var accepted = 0;
        var sending = Enumerable.Range(0, senders).Select(sender => Task.Run(async () =>
        {
            for (var number = 0; !isOver.IsCancellationRequested; number++)
            {
                Assert.Equal(HttpStatusCode.OK, await node.PostAsync(Events.Delivery(Events.Name(sender), number, 1)));
                Interlocked.Increment(ref accepted);
            }
        }));
        var reading = Task.Run(async () =>
        {
            while (!isOver.IsCancellationRequested)
            {
                await using var context = database.CreateContext();
                await foreach (var effect in context.Effects.AsNoTracking().OrderByDescending(static effect => effect.Id).Take(200).AsAsyncEnumerable())
                {
                    Assert.NotEqual("", effect.Session);
                }

                await node.Inbox.GetStatusAsync(CancellationToken.None);
            }
        }, TestContext.Current.CancellationToken);
        await Task.WhenAll([reading, .. sending]);
        await node.WaitUntilHandledAsync(dead: 0);

        var effects = await database.ReadEffectsAsync();
        Assert.Equal(accepted, effects.Count);
        Assert.All(effects.GroupBy(static effect => effect.Session), static session =>
            Assert.Equal(Enumerable.Range(0, session.Count()), session.Select(static effect => effect.Number)));
        Assert.DoesNotContain(node.Logs, static log => log.Level >= LogLevel.Warning);
    }

    [Fact]
    public async Task A_handler_that_holds_the_write_lock_for_too_long_costs_the_others_no_attempt()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite, postgreSql);
        var (holds, end) = (new Signal(), new Signal());
        var waiting = 0;
        await using var node = await InboxNode.StartAsync(
            database,
            async (context, e, eventContext, cancellationToken) =>
            {
                Assert.Equal(1, eventContext.Attempt);
                if (e.Type != "holds")
                {
                    Interlocked.Increment(ref waiting);
                    await holds.Given;
                }

                await HandlerScripts.SaveEffect(context, e, eventContext, cancellationToken);
                if (e.Type == "holds")
                {
                    // Ignores its token. It has begun after the others, so it holds the lock until after their time is over.
                    holds.Give();
                    await end.Given;
                }
            },
            static options => (options.MaxAttempts, options.HandlerTimeout, options.MinRetryDelay) = (1, TimeSpan.FromSeconds(5), TimeSpan.FromMilliseconds(50)));

        await node.AssertStoredAsync(Events.Delivery([Events.One("one", 0), Events.One("other", 0)]));
        await Poll.UntilAsync(() => waiting == 2, "the handlers that wait", node.LogText);
        await node.AssertStoredAsync(Events.Delivery([Events.One("holder", 0, "holds")]));
        await node.WaitUntilHandledAsync(dead: 1);
        end.Give();

        Assert.Equal(["one", "other"], (await database.ReadEffectsAsync()).Select(static effect => effect.Session).Order());
        Assert.Equal("holder", Assert.Single(await node.ReadDeadAsync()).Event.SessionId);
        Assert.NotEmpty(node.LinesOf("InboxHeldUp"));
    }

    // Trap 40. Another process locks the file again and again, and commands wait for a second only.
    [Theory, InlineData("delete"), InlineData("wal")]
    public async Task A_file_that_is_busy_at_any_moment_costs_nothing_but_time(string journalMode)
    {
        const int count = 30;
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite, postgreSql);
        await SetJournalModeAsync(database, journalMode);
        await using var node = await InboxNode.StartAsync(
            database,
            async (context, e, eventContext, cancellationToken) =>
            {
                await foreach (var effect in context.Effects.AsNoTracking().AsAsyncEnumerable())
                {
                    if (effect.Number > 5)
                    {
                        break;
                    }
                }

                await HandlerScripts.SaveEffect(context, e, eventContext, cancellationToken);
            },
            static options => (options.MaxAttempts, options.MinRetryDelay, options.MaxRetryDelay) = (1000, TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(100)),
            ";Default Timeout=1");

        using var isOver = new CancellationTokenSource();
        var locking = Task.Run(async () =>
        {
            await using var connection = database.CreateConnection();
            await connection.OpenAsync();
            while (!isOver.IsCancellationRequested)
            {
                await ExecuteAsync(connection, "BEGIN EXCLUSIVE");
                await Task.Delay(Random.Shared.Next(1, 1500));
                await ExecuteAsync(connection, "COMMIT");
                await Task.Delay(Random.Shared.Next(20, 100));
            }
        }, TestContext.Current.CancellationToken);
        for (var number = 0; number < count; number++)
        {
            var body = Events.Delivery(Events.Name(number % 3), number, 1);
            await Poll.UntilAsync(
                async () =>
                {
                    var status = await node.PostAsync(body);
                    Assert.Contains(status, new[] { HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable });
                    return status == HttpStatusCode.OK;
                },
                "the inbox to accept the delivery");
        }

        await isOver.CancelAsync();
        await locking;
        await node.WaitUntilHandledAsync(dead: 0);
        var effects = await database.ReadEffectsAsync();
        Assert.All(Enumerable.Range(0, 3), session => Assert.Equal(
            Enumerable.Range(0, count).Where(number => number % 3 == session), effects.Where(effect => effect.Session == Events.Name(session)).Select(static effect => effect.Number)));
    }

    // Trap 41.
    [Fact]
    public async Task A_handler_that_holds_its_write_lets_deliveries_wait_and_a_slow_one_that_has_not_written_does_not()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite, postgreSql);
        var isWriting = new TaskCompletionSource();
        var isThinking = new TaskCompletionSource();
        var thought = new TaskCompletionSource();
        await using var node = await InboxNode.StartAsync(database, async (context, e, eventContext, cancellationToken) =>
        {
            if (e.SessionId == "thinks")
            {
                isThinking.SetResult();
                await thought.Task;
            }

            await HandlerScripts.SaveEffect(context, e, eventContext, cancellationToken);
            if (e.SessionId == "writes")
            {
                isWriting.SetResult();
                await Task.Delay(2000, cancellationToken);
            }
        });

        await node.AssertStoredAsync(Events.Delivery("thinks", 0, 1));
        await isThinking.Task;
        await node.AssertStoredAsync(Events.Delivery("meanwhile", 0, 1));
        thought.SetResult();
        await node.AssertStoredAsync(Events.Delivery("writes", 0, 1));
        await isWriting.Task;
        var statuses = await Task.WhenAll(Enumerable.Range(0, 16).Select(number => node.PostAsync(Events.Delivery(Events.Name(number), number, 1))));

        Assert.All(statuses, static status => Assert.Equal(HttpStatusCode.OK, status));
        await node.WaitUntilHandledAsync(dead: 0);
        Assert.Equal(19, (await database.ReadEffectsAsync()).Count);
    }

    // Trap 41. The file's lock is held by somebody else for longer than a delivery waits.
    [Fact]
    public async Task A_delivery_that_cannot_be_stored_in_time_gets_503()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite, postgreSql);
        await using var node = await InboxNode.StartAsync(database, extra: ";Default Timeout=1");
        await node.WaitUntilLoggedAsync("this node handles up to");
        await using (var connection = database.CreateConnection())
        {
            await connection.OpenAsync(TestContext.Current.CancellationToken);
            await ExecuteAsync(connection, "BEGIN IMMEDIATE");
            var clock = Stopwatch.StartNew();
            Assert.Equal(HttpStatusCode.ServiceUnavailable, await node.PostAsync(Events.Delivery("HUiUti", 0, 1)));
            Assert.True(clock.Elapsed >= TimeSpan.FromSeconds(0.9));
        }

        await Poll.UntilAsync(async () => await node.PostAsync(Events.Delivery("HUiUti", 0, 1)) == HttpStatusCode.OK, "the inbox to accept deliveries");
        await node.WaitUntilHandledAsync(dead: 0);
        Assert.Single(await database.ReadEffectsAsync());
    }

    // Trap 43.
    [Theory, InlineData("delete"), InlineData("wal")]
    public async Task The_journal_mode_of_a_file_stays_as_it_is(string journalMode)
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite, postgreSql);
        await SetJournalModeAsync(database, journalMode);
        await using (var node = await InboxNode.StartAsync(database))
        {
            await node.AssertStoredAsync(Events.Delivery("HUiUti", 0, 3));
            await node.WaitUntilHandledAsync(dead: 0);
        }

        await using var connection = database.CreateConnection();
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode";
        Assert.Equal(journalMode, await command.ExecuteScalarAsync(TestContext.Current.CancellationToken));
    }

    private static async Task SetJournalModeAsync(TestDatabase database, string journalMode)
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        await database.ExecuteAsync($"PRAGMA journal_mode = {journalMode}");
    }

    private static async Task ExecuteAsync(DbConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.CommandTimeout = 60;
        await command.ExecuteNonQueryAsync();
    }
}
