using System.Data.Common;
using System.Net;
using Microsoft.EntityFrameworkCore;
using ScreenMeet.InboxHarness;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Inbox.Tests;

// Handlers that hide a failure from the events that share their transaction.
public sealed class HiddenFailureTests(PostgreSqlFixture postgreSql)
{
    // PostgreSQL alone refuses everything after a statement that has failed.
    [Theory, InlineData("nothing"), InlineData("a row"), InlineData("a failure")]
    public async Task A_handler_that_hides_a_failed_statement_costs_the_events_beside_it_nothing(string next)
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.PostgreSql, postgreSql);
        await using var node = await InboxNode.StartAsync(
            database,
            async (context, e, eventContext, cancellationToken) =>
            {
                if (Events.NumberOf(e) == 3 && next == "nothing")
                {
                    return;
                }

                if (Events.NumberOf(e) == 3 && next == "a failure" && eventContext.Attempt == 1)
                {
                    throw new InvalidOperationException("The first attempt fails.");
                }

                await HandlerScripts.SaveEffect(context, e, eventContext, cancellationToken);
                if (Events.NumberOf(e) == 2)
                {
                    try
                    {
                        await context.Database.ExecuteSqlRawAsync("SELECT 1 / 0", cancellationToken);
                    }
                    catch (DbException)
                    {
                    }
                }
            },
            static options => (options.MaxAttempts, options.MinRetryDelay) = (2, TimeSpan.FromMilliseconds(50)));

        await node.AssertStoredAsync(Events.Delivery("HUiUti", 1, 4));
        await node.WaitUntilHandledAsync();

        (int, int)[] expected = next switch
        {
            "nothing" => [(1, 1), (4, 1)],
            "a row" => [(1, 1), (3, 1), (4, 1)],
            _ => [(1, 1), (3, 2), (4, 1)],
        };
        Assert.Equal(expected, (await database.ReadEffectsAsync()).Select(static effect => (effect.Number, effect.Attempt)));
        var dead = Assert.Single(await node.Inbox.GetDeadEventsAsync(TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken));
        Assert.Equal((2, 2), (Events.NumberOf(dead.Event), dead.Attempts));
        Assert.StartsWith("A handler caught the exception of a failed SQL statement", dead.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_delivery_that_SQLite_refuses_costs_those_that_are_stored_with_it_nothing()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite, postgreSql);
        await using (var context = database.CreateContext())
        {
            await context.Database.ExecuteSqlRawAsync(
                """CREATE TRIGGER refuse BEFORE INSERT ON "ScreenMeetInboxEvent" WHEN instr(CAST(NEW."Json" AS text), 'refused') > 0 BEGIN SELECT RAISE(ABORT, 'refused'); END""",
                TestContext.Current.CancellationToken);
        }

        var writing = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        await using var node = await InboxNode.StartAsync(database, async (context, e, eventContext, cancellationToken) =>
        {
            await HandlerScripts.SaveEffect(context, e, eventContext, cancellationToken);
            if (e.SessionId == "first")
            {
                writing.SetResult();
                await release.Task;
            }
        });
        await node.AssertStoredAsync(Events.Delivery("first", 0, 1));
        await writing.Task;

        // They all wait for the handler's transaction, and are then stored in one.
        var stored = Enumerable.Range(1, 10).Select(number => node.PostAsync(Events.Delivery(Events.Name(number), number, 1))).ToArray();
        var refused = node.PostAsync(Events.Delivery(Events.One("s", 11), Events.One("refused", 12)));
        await Task.Delay(200, TestContext.Current.CancellationToken);
        release.SetResult();

        Assert.All(await Task.WhenAll(stored), static status => Assert.Equal(HttpStatusCode.OK, status));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await refused);
        await node.WaitUntilHandledAsync();
        Assert.Equal(Enumerable.Range(0, 11), (await database.ReadEffectsAsync()).Select(static effect => effect.Number).Order());
        Assert.Equal(11, await database.CountAsync<ScreenMeetInboxKey>());
    }
}
