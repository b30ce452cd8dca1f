using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using ScreenMeet.InboxHarness;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Inbox.Tests;

// Handlers that do not listen to their token, and go on when their event has been given to others.
public sealed class LateHandlerTests(PostgreSqlFixture postgreSql)
{
    private static readonly TimeSpan s_handlerTimeout = TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData(DatabaseKind.Sqlite, false)]
    [InlineData(DatabaseKind.Sqlite, true)]
    [InlineData(DatabaseKind.PostgreSql, false)]
    [InlineData(DatabaseKind.PostgreSql, true)]
    public async Task A_handler_that_comes_back_after_it_was_abandoned_cannot_commit_anything(DatabaseKind kind, bool hasWritten)
    {
        await using var database = await TestDatabase.CreateAsync(kind, postgreSql);
        var comeBack = new Signal();
        var results = new ConcurrentQueue<Exception?>();
        var hasEnded = new Signal();
        await using var node = await InboxNode.StartAsync(
            database,
            async (context, e, eventContext, cancellationToken) =>
            {
                if (eventContext.Attempt > 1 || Events.NumberOf(e) != 1)
                {
                    await HandlerScripts.SaveEffect(context, e, eventContext, cancellationToken);
                    return;
                }

                if (hasWritten)
                {
                    await HandlerScripts.SaveEffect(context, e, eventContext, CancellationToken.None);
                }

                await comeBack.Given;
                context.Effects.Add(HandlerScripts.EffectOf(e, eventContext));
                results.Enqueue(await Record.ExceptionAsync(() => context.SaveChangesAsync(CancellationToken.None)));
                results.Enqueue(await Record.ExceptionAsync(() => context.SaveChangesAsync(CancellationToken.None)));
                results.Enqueue(Record.Exception(() => { context.SaveChanges(); }));
                results.Enqueue(await Record.ExceptionAsync(() => context.Effects.ExecuteUpdateAsync(static set => set.SetProperty(static effect => effect.Number, 7), CancellationToken.None)));
                results.Enqueue(await Record.ExceptionAsync(() => context.Database.ExecuteSqlRawAsync("""DELETE FROM "Effects";""", CancellationToken.None)));
                results.Enqueue(await Record.ExceptionAsync(async () =>
                {
                    await using var transaction = await context.Database.BeginTransactionAsync(CancellationToken.None);
                    await context.SaveChangesAsync(CancellationToken.None);
                    await transaction.CommitAsync(CancellationToken.None);
                }));
                results.Enqueue(await Record.ExceptionAsync(async () =>
                {
                    await using var command = context.Database.GetDbConnection().CreateCommand();
                    command.CommandText = """DELETE FROM "Effects";""";
                    await command.ExecuteNonQueryAsync(CancellationToken.None);
                }));
                hasEnded.Give();
            },
            static options => (options.HandlerTimeout, options.MinRetryDelay, options.MaxRetryDelay, options.MaxAttempts) = (s_handlerTimeout, TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(100), 1000));

        // While the first handler hangs, its event and others are handled.
        await node.AssertStoredAsync(Events.Delivery(Events.One("HUiUti", 1), Events.One("HUiUti", 2), Events.One("fBjiPO", 3)));
        await node.WaitUntilHandledAsync();
        Assert.NotEmpty(node.LinesOf("InboxHandlerAbandoned"));
        comeBack.Give();
        await hasEnded.WaitAsync("the handler that was abandoned", node.LogText);

        Assert.Equal(7, results.Count);
        Assert.DoesNotContain(null, results);
        var effects = await database.ReadEffectsAsync();
        Assert.Equal([1, 2, 3], effects.Select(static effect => effect.Number).Order());
        Assert.All(effects, static effect => Assert.True(effect.Number != 1 || effect.Attempt > 1));

        // Its connection is fit for use again.
        await node.AssertStoredAsync(Events.Delivery("HUiUti", 4, 20));
        await node.WaitUntilHandledAsync();
        Assert.Equal(23, (await database.ReadEffectsAsync()).Count);
    }

    // One handler waits for the write lock that another holds. Both are abandoned, in this order or the other.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_handler_that_is_abandoned_while_it_waits_for_its_turn_to_write_does_not_write_later(bool isSynchronous)
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite, postgreSql);
        var (end, hasWritten, hasEnded) = (new Signal(), new Signal(), new Signal());
        await using var node = await InboxNode.StartAsync(
            database,
            async (context, e, eventContext, cancellationToken) =>
            {
                switch (e.SessionId, eventContext.Attempt)
                {
                    case ("holds", 1):
                        await HandlerScripts.SaveEffect(context, e, eventContext, CancellationToken.None);
                        hasWritten.Give();
                        await end.Given;
                        break;
                    case ("waits", 1):
                        await hasWritten.Given;
                        context.Effects.Add(HandlerScripts.EffectOf(e, eventContext));
                        _ = isSynchronous
                            ? Record.Exception(() => { context.SaveChanges(); })
                            : await Record.ExceptionAsync(() => context.SaveChangesAsync(CancellationToken.None));
                        hasEnded.Give();
                        break;
                    default:
                        await HandlerScripts.SaveEffect(context, e, eventContext, cancellationToken);
                        break;
                }
            },
            static options => (options.HandlerTimeout, options.MinRetryDelay, options.MaxRetryDelay, options.MaxAttempts) = (s_handlerTimeout, TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(100), 1000));

        await node.AssertStoredAsync(Events.Delivery(Events.One("waits", 1), Events.One("holds", 2)));
        await node.WaitUntilHandledAsync();
        await hasEnded.WaitAsync("the second handler's save", node.LogText);
        end.Give();
        await node.AssertStoredAsync(Events.Delivery("waits", 3, 3));
        await node.WaitUntilHandledAsync();

        Assert.NotEmpty(node.LinesOf("InboxHandlerAbandoned"));
        Assert.Equal([1, 2, 3, 4, 5], (await database.ReadEffectsAsync()).Select(static effect => effect.Number).Order());
    }

    // Many moments around the one at which the handlers are given up.
    [Theory]
    [InlineData(DatabaseKind.Sqlite, 0)]
    [InlineData(DatabaseKind.Sqlite, 2)]
    [InlineData(DatabaseKind.PostgreSql, 0)]
    [InlineData(DatabaseKind.PostgreSql, 2)]
    public async Task A_handler_that_returns_at_the_moment_of_its_time_out_has_one_effect(DatabaseKind kind, int secondsAfterTimeout)
    {
        const int count = 40;
        await using var database = await TestDatabase.CreateAsync(kind, postgreSql);
        await using var node = await InboxNode.StartAsync(
            database,
            async (context, e, eventContext, cancellationToken) =>
            {
                if (eventContext.Attempt == 1)
                {
                    var moment = s_handlerTimeout + TimeSpan.FromSeconds(secondsAfterTimeout) + TimeSpan.FromMilliseconds(Random.Shared.Next(-30, 30));
                    await Task.Delay(moment, CancellationToken.None);
                    context.Effects.Add(HandlerScripts.EffectOf(e, eventContext));
                    await context.SaveChangesAsync(CancellationToken.None);
                    return;
                }

                await HandlerScripts.SaveEffect(context, e, eventContext, cancellationToken);
            },
            static options => (options.HandlerTimeout, options.MinRetryDelay, options.MaxRetryDelay, options.MaxConcurrency, options.MaxAttempts) =
                (s_handlerTimeout, TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(100), 20, 1000));

        await node.AssertStoredAsync(Events.Delivery(Enumerable.Range(0, count).Select(static number => Events.One(Events.Name(number % 20), number))));
        await node.WaitUntilHandledAsync();

        var effects = await database.ReadEffectsAsync();
        Assert.Equal(Enumerable.Range(0, count), effects.Select(static effect => effect.Number).Order());
        Assert.All(effects.GroupBy(static effect => effect.Session), static session => Assert.Equal(session.Select(static effect => effect.Number).Order(), session.Select(static effect => effect.Number)));
    }
}
