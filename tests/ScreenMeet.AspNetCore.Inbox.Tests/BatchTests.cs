using System.Collections.Concurrent;
using ScreenMeet.InboxHarness;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Inbox.Tests;

public sealed class BatchTests(PostgreSqlFixture postgreSql)
{
    private const string LockOfSession =
        "pg_locks WHERE locktype = 'advisory' AND granted AND pid <> pg_backend_pid() AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";

    // Trap 6. The test waits for the session's lock, as another node may.
    [Fact]
    public async Task The_lock_of_a_session_changes_hands_before_its_slow_events_are_all_handled()
    {
        const int count = 20;
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.PostgreSql, postgreSql);
        await using var session = await DatabaseSession.OpenAsync(database);
        var begun = 0;
        await using var node = await InboxNode.StartAsync(database, async (context, e, eventContext, cancellationToken) =>
        {
            Interlocked.Increment(ref begun);
            await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
            await HandlerScripts.SaveEffect(context, e, eventContext, cancellationToken);
        });

        await node.AssertStoredAsync(Events.Delivery("HUiUti", 0, count));
        await session.WaitAsync($"EXISTS (SELECT FROM {LockOfSession})", "the claim", node.LogText);
        await session.ExecuteAsync($"SELECT pg_advisory_lock((classid::bigint << 32) | objid::bigint) FROM {LockOfSession}");
        var begunBefore = begun;
        Assert.InRange(begunBefore, 1, 3);
        Assert.Equal(begunBefore, (await database.ReadEffectsAsync()).Count);

        // It has changed hands, so the node begins nothing.
        await Task.Delay(TimeSpan.FromSeconds(1.5), TestContext.Current.CancellationToken);
        Assert.Equal(begunBefore, begun);
        await session.ExecuteAsync("SELECT pg_advisory_unlock_all()");
        await node.WaitUntilHandledAsync();
        Assert.Equal(Enumerable.Range(0, count), (await database.ReadEffectsAsync()).Select(static effect => effect.Number));
    }

    // Trap 6.
    [Theory, EachDatabase]
    public async Task Another_session_has_its_turn_before_the_slow_events_of_one_session_are_all_handled(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind, postgreSql);
        var handled = new ConcurrentQueue<string>();
        await using var node = await InboxNode.StartAsync(
            database,
            async (context, e, eventContext, cancellationToken) =>
            {
                await Task.Delay(100, cancellationToken);
                await HandlerScripts.SaveEffect(context, e, eventContext, cancellationToken);
                handled.Enqueue(e.SessionId!);
            },
            static options => options.MaxConcurrency = 1);

        await node.AssertStoredAsync(Events.Delivery(Events.One("slow", 0), Events.One("other", 0), Events.One("slow", 1), Events.One("slow", 2), Events.One("slow", 3)));
        await node.WaitUntilHandledAsync();

        Assert.Equal(["slow", "other", "slow", "slow", "slow"], handled);
    }

    // Trap 6. Quick events share a transaction, but never more than a batch of them.
    [Fact]
    public async Task A_batch_ends_after_its_number_of_events_too()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.PostgreSql, postgreSql);
        var contexts = new ConcurrentQueue<AppDbContext>();
        await using var node = await InboxNode.StartAsync(database, (context, _, _, _) =>
        {
            contexts.Enqueue(context);
            return Task.CompletedTask;
        });

        await node.AssertStoredAsync(Events.Delivery("HUiUti", 0, 100));
        await node.WaitUntilHandledAsync();

        Assert.Equal(100, contexts.Count);
        Assert.All(contexts.GroupBy(static context => context, ReferenceEqualityComparer.Instance), static batch => Assert.InRange(batch.Count(), 1, 16));
    }
}
