using System.Collections.Concurrent;
using ScreenMeet.InboxHarness;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Inbox.Tests;

// Two things that happen at the same moment: tried many times, and once with the moment held.
public sealed class RaceTests(PostgreSqlFixture postgreSql)
{
    [Fact]
    public async Task Nodes_that_try_a_session_while_another_commits_it_handle_no_event_twice()
    {
        const int count = 300;
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.PostgreSql, postgreSql);
        var nodes = new List<InboxNode>();
        try
        {
            for (var i = 0; i < 3; i++)
            {
                nodes.Add(await InboxNode.StartAsync(database, options: static options => options.PollingInterval = TimeSpan.FromMilliseconds(5)));
            }

            // Each event of a session comes by another node, so all of them try the same sessions.
            for (var number = 0; number < count; number++)
            {
                await nodes[number % 3].AssertStoredAsync(Events.Delivery(Events.One("one", number), Events.One("two", number)));
            }

            await nodes[0].WaitUntilHandledAsync();
            var effects = await database.ReadEffectsAsync();
            Assert.Equal(2 * count, effects.Count);
            Assert.All(effects.GroupBy(static effect => effect.Session), static session => Assert.Equal(Enumerable.Range(0, count), session.Select(static effect => effect.Number)));
            Assert.All(nodes, static node => Assert.Empty(node.LinesOf("InboxRetried")));
        }
        finally
        {
            foreach (var node in nodes)
            {
                await node.DisposeAsync();
            }
        }
    }

    [Fact]
    public async Task A_node_that_tries_a_session_during_the_commit_of_another_begins_after_what_was_committed()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.PostgreSql, postgreSql);
        await using var session = await DatabaseSession.OpenAsync(database);
        await session.ExecuteAsync(HeldCommit.Sql);
        var calls = new ConcurrentQueue<(string Node, int Number)>();
        await using var first = await StartAsync("first");
        await first.AssertStoredAsync(Events.Delivery("HUiUti", 1, 1));
        await session.WaitAsync(HeldCommit.IsHeld, "the commit", first.LogText);
        await using var second = await StartAsync("second");
        await second.AssertStoredAsync(Events.Delivery("HUiUti", 2, 1));
        await Task.Delay(500, TestContext.Current.CancellationToken);
        await session.ExecuteAsync(HeldCommit.Release);
        await second.WaitUntilHandledAsync();

        Assert.Equal([1, 2], calls.Select(static call => call.Number));
        Assert.Equal([1, 2], (await database.ReadEffectsAsync()).Select(static effect => effect.Number));

        Task<InboxNode> StartAsync(string name) => InboxNode.StartAsync(
            database,
            async (context, e, eventContext, cancellationToken) =>
            {
                calls.Enqueue((name, Events.NumberOf(e)));
                await HandlerScripts.SaveEffect(context, e, eventContext, cancellationToken);
            },
            static options => options.PollingInterval = TimeSpan.FromMilliseconds(20));
    }

    [Theory, EachDatabase]
    public async Task Dead_events_that_are_retried_and_discarded_at_the_same_moment_are_either_handled_or_gone(DatabaseKind kind)
    {
        const int count = 40;
        await using var database = await TestDatabase.CreateAsync(kind, postgreSql);
        var isMended = false;
        await using var node = await InboxNode.StartAsync(
            database,
            async (context, e, eventContext, cancellationToken) =>
            {
                if (!isMended)
                {
                    throw new InvalidOperationException("This event fails.");
                }

                await HandlerScripts.SaveEffect(context, e, eventContext, cancellationToken);
            },
            static options => options.MaxAttempts = 1);
        await node.AssertStoredAsync(Events.Delivery(Enumerable.Range(0, count).Select(static number => Events.One(Events.Name(number), number))));
        await node.WaitUntilHandledAsync();
        var dead = await node.ReadDeadAsync();
        Assert.Equal(count, dead.Count);

        isMended = true;
        var retried = new ConcurrentBag<int>();
        foreach (var chunk in dead.Chunk(4))
        {
            await Task.WhenAll(chunk.Select(async one =>
            {
                var token = TestContext.Current.CancellationToken;
                var results = await Task.WhenAll(
                    Task.Run(() => node.Inbox.RetryAsync(one.Id, token).AsTask()), Task.Run(() => node.Inbox.DiscardAsync(one.Id, token).AsTask()), Task.Run(() => node.Inbox.RetryAsync(one.Id, token).AsTask()));
                Assert.Single(results, static result => result);
                if (!results[1])
                {
                    retried.Add(Events.NumberOf(one.Event));
                }
            }));
        }

        await node.WaitUntilHandledAsync();
        Assert.Empty(await node.ReadDeadAsync());
        Assert.Equal(retried.Order(), (await database.ReadEffectsAsync()).Select(static effect => effect.Number).Order());
    }

    // The discard's commit is held while the retry reads the same event.
    [Fact]
    public async Task A_dead_event_that_is_retried_during_its_discard_is_gone()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.PostgreSql, postgreSql);
        await using var session = await DatabaseSession.OpenAsync(database);
        await using var node = await InboxNode.StartAsync(
            database, static (_, _, _, _) => throw new InvalidOperationException("This event fails."), static options => options.MaxAttempts = 1);
        await node.AssertStoredAsync(Events.Delivery("HUiUti", 1, 1));
        await node.WaitUntilHandledAsync();
        var dead = Assert.Single(await node.ReadDeadAsync());

        await session.ExecuteAsync("""BEGIN; DELETE FROM "ScreenMeetInboxDeadEvent";""");
        var retry = node.Inbox.RetryAsync(dead.Id, TestContext.Current.CancellationToken).AsTask();
        await session.WaitAsync(
            "EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock')", "the retry", node.LogText);
        await session.ExecuteAsync("COMMIT");

        Assert.False(await retry);
        Assert.Equal(0, await database.CountAsync<ScreenMeetInboxEvent>());
        Assert.Empty(await node.ReadDeadAsync());
    }

    [Theory, EachDatabase]
    public async Task A_dead_event_that_is_retried_while_a_later_one_is_handled_comes_after_it(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind, postgreSql);
        var (entered, end) = (new Signal(), new Signal());
        await using var node = await InboxNode.StartAsync(
            database,
            async (context, e, eventContext, cancellationToken) =>
            {
                switch (Events.NumberOf(e))
                {
                    case 1 when !entered.Given.IsCompleted:
                        throw new InvalidOperationException("This event fails.");
                    case 2:
                        entered.Give();
                        await end.Given;
                        break;
                }

                await HandlerScripts.SaveEffect(context, e, eventContext, cancellationToken);
            },
            static options => options.MaxAttempts = 1);

        await node.AssertStoredAsync(Events.Delivery("HUiUti", 1, 3));
        await entered.WaitAsync("the second event", node.LogText);
        var dead = Assert.Single(await node.ReadDeadAsync());
        Assert.True(await node.Inbox.RetryAsync(dead.Id, TestContext.Current.CancellationToken));
        Assert.False(await node.Inbox.RetryAsync(dead.Id, TestContext.Current.CancellationToken));
        Assert.False(await node.Inbox.DiscardAsync(dead.Id, TestContext.Current.CancellationToken));

        // Longer than a batch lasts, whose events are handled without a further look.
        await Task.Delay(TimeSpan.FromMilliseconds(100), TestContext.Current.CancellationToken);
        end.Give();
        await node.WaitUntilHandledAsync();

        Assert.Equal([(2, 1), (1, 1), (3, 1)], (await database.ReadEffectsAsync()).Select(static effect => (effect.Number, effect.Attempt)));
    }

    [Theory, EachDatabase]
    public async Task A_pause_while_an_event_is_handled_lets_that_one_end_and_no_other_begin(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind, postgreSql);
        var (entered, end) = (new Signal(), new Signal());
        await using var node = await InboxNode.StartAsync(database, async (context, e, eventContext, cancellationToken) =>
        {
            entered.Give();
            await end.Given;
            await HandlerScripts.SaveEffect(context, e, eventContext, cancellationToken);
        });

        await node.AssertStoredAsync(Events.Delivery("HUiUti", 1, 3));
        await entered.WaitAsync("the first event", node.LogText);
        await node.Inbox.PauseAsync("", TestContext.Current.CancellationToken);
        await Task.Delay(100, TestContext.Current.CancellationToken);
        end.Give();
        await Poll.UntilAsync(async () => (await database.ReadEffectsAsync()).Count == 1, "the first event", node.LogText);
        await node.AssertStoredAsync(Events.Delivery("fBjiPO", 4, 1));
        await Task.Delay(TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken);
        Assert.Equal([1], (await database.ReadEffectsAsync()).Select(static effect => effect.Number));

        await node.Inbox.ResumeAsync("", TestContext.Current.CancellationToken);
        await node.WaitUntilHandledAsync();
        Assert.Equal([1, 2, 3, 4], (await database.ReadEffectsAsync()).Select(static effect => effect.Number).Order());
    }

    [Theory, EachDatabase]
    public async Task Pausing_at_any_moment_loses_nothing(DatabaseKind kind)
    {
        const int count = 300;
        await using var database = await TestDatabase.CreateAsync(kind, postgreSql);
        await using var node = await InboxNode.StartAsync(database, options: static options => options.PollingInterval = TimeSpan.FromMilliseconds(20));
        await node.AssertStoredAsync(Events.Delivery(Enumerable.Range(0, count).Select(static number => Events.One(Events.Name(number % 3), number))));
        for (var i = 0; i < 20; i++)
        {
            await node.Inbox.PauseAsync("", TestContext.Current.CancellationToken);
            await node.Inbox.ResumeAsync("", TestContext.Current.CancellationToken);
            await Task.Delay(Random.Shared.Next(20), TestContext.Current.CancellationToken);
        }

        await node.WaitUntilHandledAsync();
        var effects = await database.ReadEffectsAsync();
        Assert.Equal(count, effects.Count);
        Assert.All(effects.GroupBy(static effect => effect.Session), static session => Assert.Equal(session.Select(static effect => effect.Number).Order(), session.Select(static effect => effect.Number)));
    }
}
