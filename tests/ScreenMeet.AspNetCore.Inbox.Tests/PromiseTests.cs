using System.Collections.Concurrent;
using ScreenMeet.InboxHarness;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Inbox.Tests;

public sealed class PromiseTests(PostgreSqlFixture postgreSql)
{
    [Theory, EachDatabase(PgBouncer = true)]
    public async Task An_event_is_handled_once_and_its_effect_is_there_when_it_is_gone(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind, postgreSql);
        await using var node = await InboxNode.StartAsync(database);

        await node.AssertStoredAsync(Events.Delivery("HUiUti", 1, 3));
        await node.AssertStoredAsync(Events.Delivery("HUiUti", 1, 3));
        await node.WaitUntilHandledAsync();

        Assert.Equal([1, 2, 3], (await database.ReadEffectsAsync()).Select(static effect => effect.Number));
        Assert.Equal(3, await database.CountAsync<ScreenMeetInboxKey>());
    }

    [Theory, EachDatabase(PgBouncer = true)]
    public async Task The_events_of_a_session_are_handled_in_order_and_other_sessions_do_not_wait(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind, postgreSql);
        var handled = new ConcurrentQueue<(string, int)>();
        var release = new TaskCompletionSource();
        await using var node = await InboxNode.StartAsync(database, async (context, e, eventContext, cancellationToken) =>
        {
            if (e.SessionId == "slow" && Events.NumberOf(e) == 0)
            {
                await release.Task;
            }

            handled.Enqueue((e.SessionId!, Events.NumberOf(e)));
            await HandlerScripts.SaveEffect(context, e, eventContext, cancellationToken);
        });

        await node.AssertStoredAsync(Events.Delivery("slow", 0, 20));
        await node.AssertStoredAsync(Events.Delivery("fast", 0, 40));
        await Poll.UntilAsync(() => handled.Count(static e => e.Item1 == "fast") == 40, "the other session");
        Assert.DoesNotContain(handled, static e => e.Item1 == "slow");
        release.SetResult();
        await node.WaitUntilHandledAsync();

        var effects = await database.ReadEffectsAsync();
        Assert.Equal(Enumerable.Range(0, 20), effects.Where(static effect => effect.Session == "slow").Select(static effect => effect.Number));
        Assert.Equal(Enumerable.Range(0, 40), effects.Where(static effect => effect.Session == "fast").Select(static effect => effect.Number));
    }

    [Theory, EachDatabase(PgBouncer = true)]
    public async Task An_event_that_fails_is_retried_then_dead_and_its_session_goes_on(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind, postgreSql);
        var attempts = new ConcurrentQueue<int>();
        await using var node = await InboxNode.StartAsync(
            database,
            async (context, e, eventContext, cancellationToken) =>
            {
                await HandlerScripts.SaveEffect(context, e, eventContext, cancellationToken);
                if (Events.NumberOf(e) == 2)
                {
                    attempts.Enqueue(eventContext.Attempt);
                    throw new InvalidOperationException("This event always fails.");
                }
            },
            static options => (options.MaxAttempts, options.MinRetryDelay) = (3, TimeSpan.FromMilliseconds(50)));

        await node.AssertStoredAsync(Events.Delivery("HUiUti", 1, 4));
        await node.WaitUntilHandledAsync();

        Assert.Equal([1, 2, 3], attempts);
        Assert.Equal([1, 3, 4], (await database.ReadEffectsAsync()).Select(static effect => effect.Number));
        var dead = Assert.Single(await node.Inbox.GetDeadEventsAsync(TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken));
        Assert.Equal((2, 3), (Events.NumberOf(dead.Event), dead.Attempts));
        Assert.Contains("This event always fails.", dead.Error, StringComparison.Ordinal);
    }
}
