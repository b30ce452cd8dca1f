using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using ScreenMeet.InboxHarness;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Inbox.Tests;

public sealed class ShutdownTests(PostgreSqlFixture postgreSql)
{
    // Trap 8.
    [Theory, EachDatabase]
    public async Task A_process_that_is_terminated_cancels_its_handler_and_another_takes_over_with_the_same_attempt(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind, postgreSql);
        var calls = Path.GetTempFileName();
        await using var terminated = await CrashNode.StartAsync(database, calls);
        await terminated.AssertStoredAsync(Events.Delivery(Events.One("HUiUti", 1, "wait"), Events.One("HUiUti", 2)));
        await Poll.UntilAsync(() => File.ReadAllText(calls).Contains("1:1", StringComparison.Ordinal), "the handler");
        await using var other = await InboxNode.StartAsync(database);

        await terminated.TerminateAsync();
        await other.WaitUntilHandledAsync();
        await terminated.WaitForEndAsync();

        Assert.Contains("1:1 cancelled", await File.ReadAllLinesAsync(calls, TestContext.Current.CancellationToken));
        Assert.Equal([(1, 1), (2, 1)], (await database.ReadEffectsAsync()).Select(static effect => (effect.Number, effect.Attempt)));
        File.Delete(calls);
    }

    // Trap 8. Events that were there at the start have their attempts on record, and handlers may not listen to their token.
    [Theory]
    [InlineData(DatabaseKind.Sqlite, false, false)]
    [InlineData(DatabaseKind.Sqlite, true, false)]
    [InlineData(DatabaseKind.Sqlite, false, true)]
    [InlineData(DatabaseKind.Sqlite, true, true)]
    [InlineData(DatabaseKind.PostgreSql, false, false)]
    [InlineData(DatabaseKind.PostgreSql, true, false)]
    [InlineData(DatabaseKind.PostgreSql, false, true)]
    [InlineData(DatabaseKind.PostgreSql, true, true)]
    public async Task An_attempt_that_the_shutdown_interrupts_does_not_count(DatabaseKind kind, bool isOnRecord, bool ignoresToken)
    {
        await using var database = await TestDatabase.CreateAsync(kind, postgreSql);
        var (entered, end) = (new Signal(), new Signal());
        if (isOnRecord)
        {
            await using var receiving = await InboxNode.StartAsync(database, options: static options => options.MaxConcurrency = 0);
            await receiving.AssertStoredAsync(Events.Delivery("HUiUti", 1, 2));
        }

        var lateSave = Task.FromResult<Exception?>(null);
        await using var stopping = await InboxNode.StartAsync(
            database,
            async (context, e, eventContext, cancellationToken) =>
            {
                await HandlerScripts.SaveEffect(context, e, eventContext, CancellationToken.None);
                entered.Give();
                if (ignoresToken)
                {
                    await end.Given;
                    lateSave = Record.ExceptionAsync(() => HandlerScripts.SaveEffect(context, e, eventContext, CancellationToken.None)).AsTask();
                    await lateSave;
                }

                await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            },
            services: static builder => builder.Services.Configure<HostOptions>(static host => host.ShutdownTimeout = TimeSpan.FromSeconds(0.5)));
        if (!isOnRecord)
        {
            await stopping.AssertStoredAsync(Events.Delivery("HUiUti", 1, 2));
        }

        await entered.WaitAsync("the handler", stopping.LogText);
        await Record.ExceptionAsync(() => stopping.StopAsync(TestContext.Current.CancellationToken));
        Assert.Empty(stopping.LinesOf("InboxRetried"));
        Assert.Single(stopping.LinesOf("InboxInterrupted"));
        await using (var context = database.CreateContext())
        {
            var rows = await context.Set<ScreenMeetInboxEvent>().ToListAsync(TestContext.Current.CancellationToken);
            Assert.Equal([(0, null, null), (0, null, null)], rows.Select(static row => (row.Attempts, row.BegunAt, row.DueAt)));
        }

        await stopping.DisposeAsync();
        await using var next = await InboxNode.StartAsync(database);
        await next.WaitUntilHandledAsync();
        end.Give();
        await Poll.UntilAsync(() => lateSave.IsCompleted, "the handler that went on");
        if (ignoresToken)
        {
            await Poll.UntilAsync(() => lateSave.Result is not null, "the failure of the handler that went on");
        }

        Assert.Equal([(1, 1), (2, 1)], (await database.ReadEffectsAsync()).Select(static effect => (effect.Number, effect.Attempt)));
    }

    [Theory, EachDatabase]
    public async Task A_handler_that_ends_in_time_is_waited_for_and_no_other_is_begun(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind, postgreSql);
        var (entered, end) = (new Signal(), new Signal());
        await using var node = await InboxNode.StartAsync(database, async (context, e, eventContext, cancellationToken) =>
        {
            entered.Give();
            await end.Given.WaitAsync(cancellationToken);
            await HandlerScripts.SaveEffect(context, e, eventContext, cancellationToken);
        });
        await node.AssertStoredAsync(Events.Delivery("HUiUti", 1, 3));
        await entered.WaitAsync("the handler", node.LogText);

        var stopping = node.StopAsync(TestContext.Current.CancellationToken);
        await Task.Delay(300, TestContext.Current.CancellationToken);
        Assert.False(stopping.IsCompleted);
        end.Give();
        await stopping;

        Assert.Equal([1], (await database.ReadEffectsAsync()).Select(static effect => effect.Number));
        Assert.Equal(2, await database.CountAsync<ScreenMeetInboxEvent>());
        Assert.Empty(node.LinesOf("InboxInterrupted"));
    }

    // Many moments: of a claim, of a handler, of a commit.
    [Theory, EachDatabase]
    public async Task A_node_that_stops_at_any_moment_neither_repeats_nor_loses_nor_reorders(DatabaseKind kind)
    {
        const int count = 60;
        await using var database = await TestDatabase.CreateAsync(kind, postgreSql);
        await using (var receiving = await InboxNode.StartAsync(database, options: static options => options.MaxConcurrency = 0))
        {
            for (var start = 0; start < count; start += 20)
            {
                await receiving.AssertStoredAsync(Events.Delivery(Enumerable.Range(start, 20).SelectMany(static number => new[] { Events.One("one", number), Events.One("two", number) })));
            }
        }

        for (var tries = 0; await database.CountAsync<ScreenMeetInboxEvent>() > 0; tries++)
        {
            // In the end, one goes on to the end.
            await using var node = await InboxNode.StartAsync(database, async (context, e, eventContext, cancellationToken) =>
            {
                await HandlerScripts.SaveEffect(context, e, eventContext, cancellationToken);
                await Task.Delay(Random.Shared.Next(3), cancellationToken);
            });
            if (tries < 12)
            {
                await Task.Delay(Random.Shared.Next(60), TestContext.Current.CancellationToken);
                await node.StopAsync(TestContext.Current.CancellationToken);
            }
            else
            {
                await node.WaitUntilHandledAsync();
            }
        }

        var effects = await database.ReadEffectsAsync();
        Assert.All(effects.GroupBy(static effect => effect.Session), static session => Assert.Equal(Enumerable.Range(0, count), session.Select(static effect => effect.Number)));
        Assert.Equal(2 * count, effects.Count);
        Assert.All(effects, static effect => Assert.Equal(1, effect.Attempt));
    }

    // The commit of a batch is held while its node stops.
    [Fact]
    public async Task A_node_that_stops_in_a_commit_waits_for_it()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.PostgreSql, postgreSql);
        await using var session = await DatabaseSession.OpenAsync(database);
        await session.ExecuteAsync(HeldCommit.Sql);
        var calls = new ConcurrentQueue<int>();
        HandlerScript script = async (context, e, eventContext, cancellationToken) =>
        {
            calls.Enqueue(Events.NumberOf(e));
            await HandlerScripts.SaveEffect(context, e, eventContext, cancellationToken);
        };
        await using var node = await InboxNode.StartAsync(database, script);
        await node.AssertStoredAsync(Events.Delivery("HUiUti", 1, 1));
        await session.WaitAsync(HeldCommit.IsHeld, "the commit", node.LogText);

        var stopping = node.StopAsync(TestContext.Current.CancellationToken);
        await using var other = await InboxNode.StartAsync(database, script);
        await Task.Delay(500, TestContext.Current.CancellationToken);
        await session.ExecuteAsync(HeldCommit.Release);
        await stopping;
        await other.WaitUntilHandledAsync();

        Assert.Equal([1], calls);
        Assert.Equal([1], (await database.ReadEffectsAsync()).Select(static effect => effect.Number));
    }
}
