using Microsoft.EntityFrameworkCore;
using ScreenMeet.InboxHarness;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Inbox.Tests;

public sealed class ServerTimeoutTests(PostgreSqlFixture postgreSql)
{
    // Trap 2.
    [Fact]
    public async Task A_handler_may_take_longer_than_the_time_outs_of_the_server()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.PostgreSql, postgreSql);
        await using (var session = await DatabaseSession.OpenAsync(database))
        {
            await session.ExecuteAsync(
                """
                DO $$ BEGIN
                  EXECUTE format('ALTER DATABASE %I SET idle_in_transaction_session_timeout = 500', current_database());
                  EXECUTE format('ALTER DATABASE %I SET statement_timeout = 500', current_database());
                  IF current_setting('transaction_timeout', true) IS NOT NULL THEN
                    EXECUTE format('ALTER DATABASE %I SET transaction_timeout = 500', current_database());
                  END IF;
                END $$
                """);
        }

        await using var node = await InboxNode.StartAsync(database, static async (context, e, eventContext, cancellationToken) =>
        {
            await Task.Delay(TimeSpan.FromSeconds(2), cancellationToken);
            await context.Database.ExecuteSqlRawAsync("SELECT pg_sleep(1)", cancellationToken);
            await HandlerScripts.SaveEffect(context, e, eventContext, cancellationToken);
        });
        await node.AssertStoredAsync(Events.Delivery("HUiUti", 1, 2));
        await node.WaitUntilHandledAsync();

        Assert.Equal([(1, 1), (2, 1)], (await database.ReadEffectsAsync()).Select(static effect => (effect.Number, effect.Attempt)));
        Assert.Empty(node.LinesOf("InboxRetried"));
    }

    // Trap 2. The handler sets the time-out itself, as nothing else can overrule that of the claim.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_session_that_the_server_ends_is_retried_with_a_message_that_names_the_setting(bool savesAfterwards)
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.PostgreSql, postgreSql);
        await using var node = await InboxNode.StartAsync(
            database,
            async (context, e, eventContext, cancellationToken) =>
            {
                if (eventContext.Attempt == 1)
                {
                    await HandlerScripts.SaveEffect(context, e, eventContext, cancellationToken);
                    await context.Database.ExecuteSqlRawAsync("SET LOCAL idle_in_transaction_session_timeout = 100", cancellationToken);
                    await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
                    if (!savesAfterwards)
                    {
                        return;
                    }
                }

                await HandlerScripts.SaveEffect(context, e, eventContext, cancellationToken);
            },
            static options => (options.MaxConcurrency, options.MinRetryDelay) = (1, TimeSpan.FromMilliseconds(100)));
        await node.AssertStoredAsync(Events.Delivery("HUiUti", 1, 2));
        await node.WaitUntilHandledAsync();

        Assert.Equal([(1, 2), (2, 2)], (await database.ReadEffectsAsync()).Select(static effect => (effect.Number, effect.Attempt)));
        var lines = node.LinesOf("InboxRetried");
        Assert.Equal(2, lines.Count);
        Assert.All(lines, static line => Assert.Contains("idle_in_transaction_session_timeout", line, StringComparison.Ordinal));
    }

    // Entity Framework Core opens a connection again that was lost, and then saves without a transaction.
    [Fact]
    public async Task A_handler_that_saves_again_after_its_connection_was_lost_commits_nothing()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.PostgreSql, postgreSql);
        var failures = new List<Exception?>();
        await using var node = await InboxNode.StartAsync(
            database,
            async (context, e, eventContext, cancellationToken) =>
            {
                context.Effects.Add(HandlerScripts.EffectOf(e, eventContext));
                if (eventContext.Attempt == 1)
                {
                    await using var session = await DatabaseSession.OpenAsync(database);
                    await session.ExecuteAsync("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())");
                    for (var i = 0; i < 3; i++)
                    {
                        failures.Add(await Record.ExceptionAsync(() => context.SaveChangesAsync(cancellationToken)));
                    }

                    failures.Add(await Record.ExceptionAsync(() => context.Effects.ExecuteUpdateAsync(set => set.SetProperty(effect => effect.Number, 7), cancellationToken)));
                    return;
                }

                await context.SaveChangesAsync(cancellationToken);
            },
            static options => options.MinRetryDelay = TimeSpan.FromMilliseconds(100));
        await node.AssertStoredAsync(Events.Delivery("HUiUti", 1, 1));
        await node.WaitUntilHandledAsync();

        Assert.Equal([(1, 2)], (await database.ReadEffectsAsync()).Select(static effect => (effect.Number, effect.Attempt)));
        Assert.DoesNotContain(null, failures);
    }
}
