using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text;
using ScreenMeet.InboxHarness;

namespace ScreenMeet.AspNetCore.Inbox.Tests;

public sealed class BulkRetryTests(PostgreSqlFixture postgreSql)
{
    private const string Group = "System.InvalidOperationException in ScreenMeet.AspNetCore.Inbox.Tests.BulkRetryTests.Fail";

    // Trap 37. They die again at once, while others are still being retried.
    [Theory, EachDatabase(PgBouncer = true)]
    public async Task A_group_that_is_retried_has_those_that_were_dead_when_it_was_asked_for(DatabaseKind kind)
    {
        const int count = 40;
        await using var database = await TestDatabase.CreateAsync(kind, postgreSql);
        await AddDeadAsync(database, count);
        var attempts = new ConcurrentBag<int>();
        await using var node = await InboxNode.StartAsync(
            database,
            (_, e, _, _) =>
            {
                attempts.Add(Events.NumberOf(e));
                return Fail();
            },
            static options => options.MaxAttempts = 1);

        Assert.Equal(count / 2, await node.Inbox.RetryGroupAsync(Group, TestContext.Current.CancellationToken));
        await node.WaitUntilHandledAsync(dead: count);

        Assert.Equal(Enumerable.Range(0, count).Where(static number => number % 2 == 0), attempts.Order());
        var dead = await node.Inbox.GetDeadEventsAsync(TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal(count / 2, dead.Count(static dead => dead.ErrorGroup == Group));
    }

    // Trap 37.
    [Theory, EachDatabase]
    public async Task A_group_of_more_than_one_batch_is_retried_whole(DatabaseKind kind)
    {
        const int count = 2400;
        await using var database = await TestDatabase.CreateAsync(kind, postgreSql);
        await AddDeadAsync(database, count);
        await using var node = await InboxNode.StartAsync(database, options: static options => options.MaxConcurrency = 0);

        Assert.Equal(count / 2, await node.Inbox.RetryGroupAsync(Group, TestContext.Current.CancellationToken));

        Assert.Equal(count / 2, await database.CountAsync<ScreenMeetInboxEvent>());
        Assert.Equal(count / 2, await database.CountAsync<ScreenMeetInboxDeadEvent>());
    }

    // Trap 37.
    [Theory, EachDatabase]
    public async Task Two_nodes_that_retry_a_group_at_the_same_time_share_it(DatabaseKind kind)
    {
        const int count = 40;
        await using var database = await TestDatabase.CreateAsync(kind, postgreSql);
        var isMended = false;
        HandlerScript script = async (context, e, eventContext, cancellationToken) =>
        {
            if (!Volatile.Read(ref isMended))
            {
                throw new InvalidOperationException("This event fails.");
            }

            await HandlerScripts.SaveEffect(context, e, eventContext, cancellationToken);
        };
        await using var first = await InboxNode.StartAsync(database, script, static options => options.MaxAttempts = 1);
        await using var second = await InboxNode.StartAsync(database, script, static options => options.MaxAttempts = 1);
        await first.AssertStoredAsync(Events.Delivery(Enumerable.Range(0, count).Select(static number => Events.One(Events.Name(number), number))));
        await first.WaitUntilHandledAsync(dead: count);
        var cancellationToken = TestContext.Current.CancellationToken;
        var group = (await first.Inbox.GetDeadEventsAsync(cancellationToken).FirstAsync(cancellationToken)).ErrorGroup;
        Volatile.Write(ref isMended, true);

        var retried = await Task.WhenAll(first.Inbox.RetryGroupAsync(group, cancellationToken).AsTask(), second.Inbox.RetryGroupAsync(group, cancellationToken).AsTask());
        await first.WaitUntilHandledAsync(dead: 0);

        Assert.Equal(count, retried.Sum());
        Assert.Equal(Enumerable.Range(0, count), (await database.ReadEffectsAsync()).Select(static effect => effect.Number).Order());
    }

    // Trap 38.
    [Theory, EachDatabase]
    public async Task A_dead_event_that_is_retried_comes_before_the_later_ones_that_wait_and_after_those_that_are_done(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind, postgreSql);
        var isMended = false;
        await using var node = await InboxNode.StartAsync(
            database,
            async (context, e, eventContext, cancellationToken) =>
            {
                if (Events.NumberOf(e) == 2 && !Volatile.Read(ref isMended))
                {
                    throw new InvalidOperationException("This event fails.");
                }

                await HandlerScripts.SaveEffect(context, e, eventContext, cancellationToken);
            },
            static options => options.MaxAttempts = 1);
        await node.AssertStoredAsync(Events.Delivery("HUiUti", 1, 4));
        await node.WaitUntilHandledAsync(dead: 1);
        var cancellationToken = TestContext.Current.CancellationToken;
        var dead = await node.Inbox.GetDeadEventsAsync(cancellationToken).SingleAsync(cancellationToken);

        await node.Inbox.PauseAsync("", cancellationToken);
        await node.AssertStoredAsync(Events.Delivery("HUiUti", 5, 2));
        Volatile.Write(ref isMended, true);
        Assert.True(await node.Inbox.RetryAsync(dead.Id, cancellationToken));
        Assert.False(await node.Inbox.RetryAsync(dead.Id, cancellationToken));
        Assert.False(await node.Inbox.DiscardAsync(dead.Id, cancellationToken));
        await node.Inbox.ResumeAsync("", cancellationToken);
        await node.WaitUntilHandledAsync(dead: 0);

        Assert.Equal([(1, 1), (3, 1), (4, 1), (2, 1), (5, 1), (6, 1)], (await database.ReadEffectsAsync()).Select(static effect => (effect.Number, effect.Attempt)));
    }

    // Trap 38: what was discarded stays known.
    [Theory, EachDatabase]
    public async Task A_dead_event_that_is_discarded_or_delivered_again_is_not_handled_again(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind, postgreSql);
        var attempts = 0;
        await using var node = await InboxNode.StartAsync(
            database,
            (_, _, _, _) =>
            {
                Interlocked.Increment(ref attempts);
                throw new InvalidOperationException("This event fails.");
            },
            static options => options.MaxAttempts = 1);
        await node.AssertStoredAsync(Events.Delivery("HUiUti", 1, 1));
        await node.WaitUntilHandledAsync(dead: 1);
        await node.AssertStoredAsync(Events.Delivery("HUiUti", 1, 1));
        var cancellationToken = TestContext.Current.CancellationToken;
        var dead = await node.Inbox.GetDeadEventsAsync(cancellationToken).SingleAsync(cancellationToken);
        Assert.True(await node.Inbox.DiscardAsync(dead.Id, cancellationToken));
        await node.AssertStoredAsync(Events.Delivery("HUiUti", 1, 1));

        Assert.Equal((0, 0, 0), await node.Inbox.GetStatusAsync(cancellationToken) is var status ? (status.Pending, status.Retrying, status.Dead) : default);
        Assert.Equal(1, attempts);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Task Fail() => throw new InvalidOperationException("This event fails.");

    // Half of them are of the group.
    private static async Task AddDeadAsync(TestDatabase database, int count)
    {
        var now = DateTimeOffset.UtcNow.AddMinutes(-1);
        await using var context = database.CreateContext();
        context.AddRange(Enumerable.Range(0, count).Select(number => new ScreenMeetInboxDeadEvent
        {
            Id = number - count,
            Session = number,
            Json = Encoding.UTF8.GetBytes(Events.One(Events.Name(number), number)),
            ErrorGroup = number % 2 == 0 ? Group : "of another kind",
            ReceivedAt = now,
            StoredAt = now,
            LastAttemptAt = now,
        }));
        await context.SaveChangesAsync(TestContext.Current.CancellationToken);
    }
}
