using System.Collections.Concurrent;
using System.Diagnostics;
using ScreenMeet.InboxHarness;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Inbox.Tests;

public sealed class AttemptTests(PostgreSqlFixture postgreSql)
{
    // Trap 9.
    [Theory, EachDatabase]
    public async Task Three_nodes_together_make_exactly_the_attempts_that_are_allowed_at_the_times_that_are_due(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind, postgreSql);
        var attempts = new ConcurrentQueue<(int Attempt, long Time)>();
        await using var first = await StartAsync();
        await using var second = await StartAsync();
        await using var third = await StartAsync();

        await second.AssertStoredAsync(Events.Delivery("HUiUti", 1, 1));
        await first.WaitUntilHandledAsync();
        await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);

        Assert.Equal([1, 2, 3, 4], attempts.Select(static attempt => attempt.Attempt));
        var gaps = attempts.Zip(attempts.Skip(1), static (one, next) => Stopwatch.GetElapsedTime(one.Time, next.Time).TotalSeconds).ToList();
        Assert.All(gaps.Zip([0.4, 0.8, 1.6]), static gap => Assert.True(gap.First >= gap.Second, $"{gap.First} s are less than {gap.Second} s."));
        Assert.Equal(4, Assert.Single(await third.ReadDeadAsync()).Attempts);
        Assert.Equal(3, first.LinesOf("InboxRetried").Count + second.LinesOf("InboxRetried").Count + third.LinesOf("InboxRetried").Count);
        Assert.Equal(1, first.LinesOf("InboxDead").Count + second.LinesOf("InboxDead").Count + third.LinesOf("InboxDead").Count);

        Task<InboxNode> StartAsync() => InboxNode.StartAsync(
            database,
            (_, _, eventContext, _) =>
            {
                attempts.Enqueue((eventContext.Attempt, Stopwatch.GetTimestamp()));
                throw new InvalidOperationException("This event always fails.");
            },
            static options =>
                (options.MaxAttempts, options.MinRetryDelay, options.PollingInterval) = (4, TimeSpan.FromSeconds(0.4), TimeSpan.FromSeconds(0.05)));
    }

    // Trap 10. A delay that began with the transaction would be over when the attempt fails.
    [Theory, EachDatabase]
    public async Task The_delay_before_a_further_attempt_begins_when_the_attempt_failed(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind, postgreSql);
        var failures = new ConcurrentDictionary<int, long>();
        var delays = new ConcurrentDictionary<int, TimeSpan>();
        await using var node = await InboxNode.StartAsync(
            database,
            async (context, e, eventContext, cancellationToken) =>
            {
                var number = Events.NumberOf(e);
                if (eventContext.Attempt == 2)
                {
                    delays[number] = Stopwatch.GetElapsedTime(failures[number]);
                }

                await HandlerScripts.SaveEffect(context, e, eventContext, cancellationToken);
                if (eventContext.Attempt == 1 && number > 1)
                {
                    await Task.Delay(TimeSpan.FromSeconds(number == 2 ? 0 : 2), cancellationToken);
                    failures[number] = Stopwatch.GetTimestamp();
                    throw new InvalidOperationException("The first attempt fails.");
                }

                await Task.Delay(TimeSpan.FromSeconds(number == 1 ? 2 : 0), cancellationToken);
            },
            static options => (options.MinRetryDelay, options.PollingInterval) = (TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(0.05)));

        await node.AssertStoredAsync(Events.Delivery("HUiUti", 1, 3));
        await node.WaitUntilHandledAsync();

        Assert.Equal([2, 3], delays.Keys.Order());
        Assert.All(delays.Values, static delay => Assert.True(delay >= TimeSpan.FromSeconds(1), $"The next attempt came after {delay}."));
        Assert.Equal([(1, 1), (2, 2), (3, 2)], (await database.ReadEffectsAsync()).Select(static effect => (effect.Number, effect.Attempt)));
    }

    // Trap 16.
    [Theory, EachDatabase]
    public async Task What_a_failed_attempt_tracked_is_never_saved(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind, postgreSql);
        var contexts = new ConcurrentQueue<(AppDbContext Context, int Number, int Attempt)>();
        await using var node = await InboxNode.StartAsync(
            database,
            async (context, e, eventContext, cancellationToken) =>
            {
                contexts.Enqueue((context, Events.NumberOf(e), eventContext.Attempt));
                Assert.Empty(context.ChangeTracker.Entries());
                context.Effects.Add(HandlerScripts.EffectOf(e, eventContext));
                if (Events.NumberOf(e) % 2 == 0 && eventContext.Attempt < 3)
                {
                    throw new InvalidOperationException("The first attempts fail before they save.");
                }

                if (Events.NumberOf(e) % 3 == 0)
                {
                    await context.SaveChangesAsync(cancellationToken);
                }
            },
            static options => options.MinRetryDelay = TimeSpan.FromMilliseconds(20));

        await node.AssertStoredAsync(Events.Delivery("HUiUti", 0, 8));
        await node.WaitUntilHandledAsync();

        var effects = await database.ReadEffectsAsync();
        Assert.Equal(Enumerable.Range(0, 8).Select(static number => (number, number % 2 == 0 ? 3 : 1)), effects.Select(static effect => (effect.Number, effect.Attempt)));
        Assert.All(
            contexts.GroupBy(static use => use.Number),
            static attempts => Assert.Equal(attempts.Count(), attempts.Select(static use => use.Context).Distinct(ReferenceEqualityComparer.Instance).Count()));
    }

    [Theory, EachDatabase]
    public async Task A_handler_that_is_cancelled_after_its_time_out_saves_nothing(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind, postgreSql);
        await using var node = await InboxNode.StartAsync(
            database,
            static async (context, e, eventContext, cancellationToken) =>
            {
                await HandlerScripts.SaveEffect(context, e, eventContext, cancellationToken);
                context.Effects.Add(HandlerScripts.EffectOf(e, eventContext));
                await Task.Delay(eventContext.Attempt == 1 ? Timeout.InfiniteTimeSpan : TimeSpan.Zero, cancellationToken);
                context.ChangeTracker.Clear();
            },
            static options => (options.HandlerTimeout, options.MinRetryDelay) = (TimeSpan.FromSeconds(3), TimeSpan.FromMilliseconds(20)));

        await node.AssertStoredAsync(Events.Delivery("HUiUti", 1, 2));
        await node.WaitUntilHandledAsync();

        Assert.Equal([(1, 2), (2, 2)], (await database.ReadEffectsAsync()).Select(static effect => (effect.Number, effect.Attempt)));
        Assert.All(node.Logs.Where(static log => log.Id.Name == "InboxRetried"), static log => Assert.IsType<TimeoutException>(log.Exception));
    }
}
