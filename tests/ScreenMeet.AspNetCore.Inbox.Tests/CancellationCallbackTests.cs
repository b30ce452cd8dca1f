using ScreenMeet.InboxHarness;

namespace ScreenMeet.AspNetCore.Inbox.Tests;

// What handlers register with their token runs when it is cancelled, and may do anything.
public sealed class CancellationCallbackTests(PostgreSqlFixture postgreSql)
{
    [Theory, EachDatabase]
    public async Task A_callback_that_throws_at_the_time_out_costs_the_attempt_and_nothing_else(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind, postgreSql);
        await using var node = await InboxNode.StartAsync(
            database,
            static async (context, e, eventContext, cancellationToken) =>
            {
                if (eventContext.Attempt == 1)
                {
                    cancellationToken.Register(static () => throw new InvalidOperationException("This callback throws."));
                    await Task.Delay(Timeout.Infinite, cancellationToken);
                }

                await HandlerScripts.SaveEffect(context, e, eventContext, cancellationToken);
            },
            static options => (options.HandlerTimeout, options.MinRetryDelay) = (TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(20)));

        await node.AssertStoredAsync(Events.Delivery(Enumerable.Range(0, 20).Select(static number => Events.One(Events.Name(number), number))));
        await node.WaitUntilHandledAsync();

        var effects = await database.ReadEffectsAsync();
        Assert.Equal(Enumerable.Range(0, 20), effects.Select(static effect => effect.Number).Order());
        Assert.All(effects, static effect => Assert.Equal(2, effect.Attempt));
        Assert.Equal(20, node.LinesOf("InboxRetried").Count);
    }

    [Fact]
    public async Task A_callback_that_does_not_return_holds_up_only_its_own_session()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite, postgreSql);
        using var release = new ManualResetEventSlim();
        await using var node = await InboxNode.StartAsync(
            database,
            async (context, e, eventContext, cancellationToken) =>
            {
                if (eventContext.Attempt == 1 && e.SessionId == "blocked")
                {
                    cancellationToken.Register(() => release.Wait(CancellationToken.None));
                    await Task.Delay(Timeout.Infinite, cancellationToken);
                }

                await HandlerScripts.SaveEffect(context, e, eventContext, cancellationToken);
            },
            static options => (options.MaxConcurrency, options.HandlerTimeout, options.MinRetryDelay) = (1, TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(20)));

        await node.AssertStoredAsync(Events.Delivery("blocked", 1, 1));
        await node.AssertStoredAsync(Events.Delivery("other", 2, 1));
        await node.WaitUntilHandledAsync();
        release.Set();

        Assert.Equal([1, 2], (await database.ReadEffectsAsync()).Select(static effect => effect.Number).Order());
    }

    [Theory, EachDatabase]
    public async Task A_callback_that_throws_at_the_shutdown_does_not_disturb_it(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind, postgreSql);
        var entered = new Signal();
        await using (var node = await InboxNode.StartAsync(database, async (_, _, _, cancellationToken) =>
        {
            cancellationToken.Register(static () => throw new InvalidOperationException("This callback throws."));
            entered.Give();
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }))
        {
            await node.AssertStoredAsync(Events.Delivery("HUiUti", 1, 1));
            await entered.WaitAsync("the handler", node.LogText);
            using var hostTimeout = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
            await node.StopAsync(hostTimeout.Token);
            Assert.Single(node.LinesOf("InboxInterrupted"));
        }

        await using var next = await InboxNode.StartAsync(database);
        await next.WaitUntilHandledAsync();
        Assert.Equal([1], (await database.ReadEffectsAsync()).Select(static effect => effect.Attempt));
    }
}
