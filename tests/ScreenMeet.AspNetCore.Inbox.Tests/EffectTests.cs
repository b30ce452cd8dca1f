using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using ScreenMeet.InboxHarness;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Inbox.Tests;

// What of a failed attempt is undone, as the README says.
public sealed class EffectTests(PostgreSqlFixture postgreSql)
{
    [Theory, EachDatabase]
    public async Task What_is_written_through_the_context_is_there_once_however_often_the_event_is_handled(DatabaseKind kind)
    {
        var effects = await RunAsync(kind, async (context, cancellationToken) =>
        {
            context.Add(new Effect { Session = "SaveChanges" });
            await context.SaveChangesAsync(cancellationToken);
            await context.Database.ExecuteSqlAsync($"""INSERT INTO "Effects" ("Session", "Number", "Attempt", "Seen") VALUES ('ExecuteSql', 0, 0, 0)""", cancellationToken);
            await context.Effects.Where(static effect => effect.Session == "ExecuteSql").ExecuteUpdateAsync(
                static update => update.SetProperty(static effect => effect.Number, static effect => effect.Number + 1), cancellationToken);
            await InsertRawAsync(context, cancellationToken);
            context.Add(new Effect { Session = "unsaved" });
        });

        Assert.Equal([("ExecuteSql", 1), ("SaveChanges", 0), ("raw", 0), ("unsaved", 0)], effects.Select(static effect => (effect.Session, effect.Number)).OrderBy(static effect => effect.Session, StringComparer.Ordinal));
    }

    [Theory, EachDatabase]
    public async Task The_first_write_may_be_any_statement_of_the_context(DatabaseKind kind)
    {
        var effects = await RunAsync(kind, static async (context, cancellationToken) =>
            await context.Database.ExecuteSqlAsync($"""INSERT INTO "Effects" ("Session", "Number", "Attempt", "Seen") VALUES ('ExecuteSql', 0, 0, 0)""", cancellationToken));

        Assert.Single(effects);
    }

    [Fact]
    public async Task A_raw_command_before_the_first_write_through_the_context_takes_part_on_PostgreSQL()
    {
        var effects = await RunAsync(DatabaseKind.PostgreSql, InsertRawAsync);

        Assert.Single(effects);
    }

    [Fact]
    public async Task A_raw_command_before_the_first_write_through_the_context_is_refused_on_SQLite()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite, postgreSql);
        await using var node = await InboxNode.StartAsync(
            database,
            static (context, _, _, cancellationToken) => InsertRawAsync(context, cancellationToken),
            static options => options.MaxAttempts = 1);

        await node.AssertStoredAsync(Events.Delivery("HUiUti", 1, 1));
        await Poll.UntilAsync(async () => await node.Inbox.GetStatusAsync(TestContext.Current.CancellationToken) is { Dead: 1 }, "the event to be dead");

        var dead = Assert.Single(await node.Inbox.GetDeadEventsAsync(TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken));
        Assert.StartsWith("SM0117: ", dead.Error, StringComparison.Ordinal);
        Assert.Empty(await database.ReadEffectsAsync());
    }

    private static async Task InsertRawAsync(AppDbContext context, CancellationToken cancellationToken)
    {
        await using var command = context.Database.GetDbConnection().CreateCommand();
        command.CommandText = """INSERT INTO "Effects" ("Session", "Number", "Attempt", "Seen") VALUES ('raw', 0, 0, 0)""";
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    // The first attempt fails when everything is done.
    private async Task<List<Effect>> RunAsync(DatabaseKind kind, Func<AppDbContext, CancellationToken, Task> write)
    {
        await using var database = await TestDatabase.CreateAsync(kind, postgreSql);
        var attempts = new ConcurrentQueue<int>();
        await using var node = await InboxNode.StartAsync(
            database,
            async (context, _, eventContext, cancellationToken) =>
            {
                attempts.Enqueue(eventContext.Attempt);
                await write(context, cancellationToken);
                if (eventContext.Attempt == 1)
                {
                    throw new InvalidOperationException("The first attempt fails.");
                }
            },
            static options => options.MinRetryDelay = TimeSpan.FromMilliseconds(20));

        await node.AssertStoredAsync(Events.Delivery("HUiUti", 1, 1));
        await node.WaitUntilHandledAsync();
        Assert.Equal([1, 2], attempts);
        return await database.ReadEffectsAsync();
    }
}
