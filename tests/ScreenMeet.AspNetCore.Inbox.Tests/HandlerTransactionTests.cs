using Microsoft.EntityFrameworkCore;
using ScreenMeet.InboxHarness;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Inbox.Tests;

// What a handler must not do with the inbox's transaction. An event is neither lost nor counted as handled by it.
public sealed class HandlerTransactionTests(PostgreSqlFixture postgreSql)
{
    // Trap 17. PostgreSQL refuses everything after a failed statement, so the handler's other changes cannot be saved.
    [Fact]
    public async Task An_event_whose_handler_swallowed_a_failed_statement_is_retried_with_that_cause()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.PostgreSql, postgreSql);
        await using var node = await StartAsync(database, async (context, e, eventContext, cancellationToken) =>
        {
            await HandlerScripts.SaveEffect(context, e, eventContext, cancellationToken);
            if (eventContext.Attempt == 1)
            {
                await Record.ExceptionAsync(() => context.Database.ExecuteSqlRawAsync("SELECT 1 / 0", cancellationToken));
            }
        });
        await node.AssertStoredAsync(Events.Delivery("HUiUti", 1, 3));
        await node.WaitUntilHandledAsync();

        await AssertHandledAtSecondAttemptAsync(database);
        Assert.Equal(3, node.LinesOf("InboxRetried").Count(static line => line.Contains("caught the exception of a failed SQL statement", StringComparison.Ordinal)));
    }

    // Trap 17. What could not be saved is still there to be saved.
    [Theory, EachDatabase]
    public async Task An_event_whose_handler_swallowed_the_failure_of_its_save_is_retried(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind, postgreSql);
        await using (var context = database.CreateContext())
        {
            context.Effects.Add(new() { Id = 1_000_000, Session = "before" });
            await context.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        await using var node = await StartAsync(database, async (context, e, eventContext, cancellationToken) =>
        {
            if (eventContext.Attempt == 1)
            {
                context.Effects.Add(new() { Id = 1_000_000 });
                Assert.NotNull(await Record.ExceptionAsync(() => context.SaveChangesAsync(cancellationToken)));
                return;
            }

            await HandlerScripts.SaveEffect(context, e, eventContext, cancellationToken);
        });
        await node.AssertStoredAsync(Events.Delivery("HUiUti", 1, 3));
        await node.WaitUntilHandledAsync();

        await AssertHandledAtSecondAttemptAsync(database);
    }

    [Theory, EachDatabase]
    public async Task An_event_whose_handler_begins_a_transaction_is_retried_with_that_cause(DatabaseKind kind)
    {
        await AssertRetriedAsync(kind, kind == DatabaseKind.Sqlite ? "SM0108" : "already in a transaction", static async (context, cancellationToken) =>
        {
            await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
            await context.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        });
    }

    [Theory, EachDatabase]
    public async Task An_event_whose_handler_commits_the_inboxs_transaction_is_retried_with_that_cause(DatabaseKind kind)
    {
        await AssertRetriedAsync(kind, "SM0109", static async (context, cancellationToken) =>
        {
            await context.SaveChangesAsync(cancellationToken);
            await context.Database.CommitTransactionAsync(cancellationToken);
        }, commits: true);
    }

    [Theory, EachDatabase]
    public async Task An_event_whose_handler_rolls_the_inboxs_transaction_back_is_retried_with_that_cause(DatabaseKind kind)
    {
        await AssertRetriedAsync(kind, "SM0109", static async (context, cancellationToken) =>
        {
            await context.SaveChangesAsync(cancellationToken);
            await context.Database.RollbackTransactionAsync(cancellationToken);
        });
    }

    // Entity Framework Core does not learn of these.
    [Theory]
    [InlineData(DatabaseKind.Sqlite, "ROLLBACK")]
    [InlineData(DatabaseKind.Sqlite, "COMMIT")]
    [InlineData(DatabaseKind.Sqlite, "COMMIT; BEGIN IMMEDIATE")]
    [InlineData(DatabaseKind.PostgreSql, "ROLLBACK")]
    [InlineData(DatabaseKind.PostgreSql, "COMMIT")]
    [InlineData(DatabaseKind.PostgreSql, "COMMIT; BEGIN")]
    public async Task An_event_whose_handler_ends_the_inboxs_transaction_by_SQL_is_retried_with_that_cause(DatabaseKind kind, string sql)
    {
        await AssertRetriedAsync(kind, "SM0109", async (context, cancellationToken) =>
        {
            await context.SaveChangesAsync(cancellationToken);
            await context.Database.ExecuteSqlRawAsync(sql, cancellationToken);
        }, commits: sql != "ROLLBACK");
    }

    // Some constraints are checked when the transaction is committed.
    [Theory, EachDatabase]
    public async Task An_event_whose_effects_cannot_be_committed_is_retried_and_its_neighbours_are_handled(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind, postgreSql);
        await using (var context = database.CreateContext())
        {
            await context.Database.ExecuteSqlRawAsync(
                """
                CREATE TABLE parent (id integer PRIMARY KEY);
                CREATE TABLE child (id integer REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED);
                """,
                TestContext.Current.CancellationToken);
        }

        await using var node = await StartAsync(database, async (context, e, eventContext, cancellationToken) =>
        {
            await HandlerScripts.SaveEffect(context, e, eventContext, cancellationToken);
            if (Events.NumberOf(e) == 3 && eventContext.Attempt == 1)
            {
                await context.Database.ExecuteSqlRawAsync("INSERT INTO child VALUES (1)", cancellationToken);
            }
        });
        await node.AssertStoredAsync(Events.Delivery("HUiUti", 1, 5));
        await node.WaitUntilHandledAsync();

        Assert.Equal([(1, 1), (2, 1), (3, 2), (4, 1), (5, 1)], (await database.ReadEffectsAsync()).Select(static effect => (effect.Number, effect.Attempt)));
        Assert.Single(node.LinesOf("InboxRetried"));
    }

    // SQLite's transaction begins with the first write through the context. A write beside it would be committed at once.
    [Fact]
    public async Task A_handler_cannot_write_past_the_context_before_its_transaction_has_begun()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite, postgreSql);
        await using var node = await StartAsync(database, async (context, e, eventContext, cancellationToken) =>
        {
            if (eventContext.Attempt > 1)
            {
                await HandlerScripts.SaveEffect(context, e, eventContext, cancellationToken);
            }

            await using var command = context.Database.GetDbConnection().CreateCommand();
            command.CommandText = """INSERT INTO "Effects" ("Session", "Number", "Attempt", "Seen") VALUES ('beside', 7, 1, 0)""";
            await command.ExecuteNonQueryAsync(cancellationToken);
            if (eventContext.Attempt < 3)
            {
                throw new InvalidOperationException("This attempt fails.");
            }
        });
        await node.AssertStoredAsync(Events.Delivery("HUiUti", 1, 1));
        await node.WaitUntilHandledAsync();

        Assert.Equal([(1, 3), (7, 1)], (await database.ReadEffectsAsync()).Select(static effect => (effect.Number, effect.Attempt)));
        Assert.Contains("SM0117", node.LinesOf("InboxRetried")[0], StringComparison.Ordinal);
    }

    private async Task AssertRetriedAsync(DatabaseKind kind, string message, Func<AppDbContext, CancellationToken, Task> end, bool commits = false)
    {
        await using var database = await TestDatabase.CreateAsync(kind, postgreSql);
        await using var node = await StartAsync(database, async (context, e, eventContext, cancellationToken) =>
        {
            context.Effects.Add(HandlerScripts.EffectOf(e, eventContext));
            if (eventContext.Attempt == 1)
            {
                await end(context, cancellationToken);
            }
        });

        // On PostgreSQL, a handler that commits also commits what was done for the events before it in the batch, without their marks.
        var count = commits && kind == DatabaseKind.PostgreSql ? 1 : 2;
        await node.AssertStoredAsync(Events.Delivery("HUiUti", 1, count));
        await node.WaitUntilHandledAsync();

        // What a handler has committed cannot be undone, which is why it must not.
        var effects = (await database.ReadEffectsAsync()).Select(static effect => (effect.Number, effect.Attempt));
        (int, int)[] expected = commits ? [(1, 1), (1, 2), (2, 1), (2, 2)] : [(1, 2), (2, 2)];
        Assert.True(expected.Where(effect => effect.Item1 <= count).SequenceEqual(effects), node.LogText());
        Assert.True(count == node.Logs.Count(log => log.Id.Name == "InboxRetried" && $"{log.Message} {log.Exception}".Contains(message, StringComparison.Ordinal)), node.LogText());
        Assert.Empty(node.LinesOf("InboxFailed"));
    }

    private static async Task AssertHandledAtSecondAttemptAsync(TestDatabase database) =>
        Assert.Equal(
            [(1, 2), (2, 2), (3, 2)],
            (await database.ReadEffectsAsync()).Where(static effect => effect.Session != "before").OrderBy(static effect => effect.Number).Select(static effect => (effect.Number, effect.Attempt)));

    private static Task<InboxNode> StartAsync(TestDatabase database, HandlerScript script) =>
        InboxNode.StartAsync(database, script, static options => options.MinRetryDelay = TimeSpan.FromMilliseconds(20));
}
