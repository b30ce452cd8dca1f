using System.Net;
using Microsoft.EntityFrameworkCore;
using ScreenMeet.InboxHarness;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Inbox.Tests;

public sealed class PoolTests(PostgreSqlFixture postgreSql)
{
    // Trap 26.
    [Fact]
    public async Task A_pool_that_is_smaller_than_the_lanes_need_leaves_room_for_receiving()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.PostgreSql, postgreSql);
        var release = new TaskCompletionSource();
        var running = 0;
        await using var node = await InboxNode.StartAsync(
            database,
            async (context, e, eventContext, cancellationToken) =>
            {
                Interlocked.Increment(ref running);
                await release.Task.WaitAsync(cancellationToken);
                await HandlerScripts.SaveEffect(context, e, eventContext, cancellationToken);
            },
            static options => options.HandlerTimeout = TimeSpan.FromMinutes(5),
            ";Maximum Pool Size=4;Timeout=60");
        Assert.Contains(node.Logs, static log => log.Level == LogLevel.Warning && log.Message.Contains(
            "would handle 8 sessions at once and needs 2 more database connections, but the pool of ScreenMeet.InboxHarness.AppDbContext has only 4. It handles 2.", StringComparison.Ordinal));

        await node.AssertStoredAsync(Events.Delivery(Enumerable.Range(0, 12).Select(static number => Events.One(Events.Name(number), number))));
        await Poll.UntilAsync(() => Volatile.Read(ref running) == 2, "both lanes");
        Assert.All(
            await Task.WhenAll(Enumerable.Range(100, 20).Select(number => node.PostAsync(Events.Delivery(Events.Name(number), number, 1)))),
            static status => Assert.Equal(HttpStatusCode.OK, status));
        Assert.Equal(2, running);
        release.SetResult();
        await node.WaitUntilHandledAsync(dead: 0);

        Assert.Equal(32, (await database.ReadEffectsAsync()).Count);
    }

    // Trap 26.
    [Fact]
    public async Task A_pool_without_a_connection_that_is_free_means_503()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.PostgreSql, postgreSql);
        await using var node = await InboxNode.StartAsync(database, options: static options => options.MaxConcurrency = 0, extra: ";Maximum Pool Size=1;Timeout=5");
        await using (var scope = node.Services.CreateAsyncScope())
        {
            await scope.ServiceProvider.GetRequiredService<AppDbContext>().Database.OpenConnectionAsync(TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, await node.PostAsync(Events.Delivery("HUiUti", 0, 1)));
        }

        await Poll.UntilAsync(async () => await node.PostAsync(Events.Delivery("HUiUti", 0, 1)) == HttpStatusCode.OK, "the inbox to accept deliveries");
        Assert.Equal(1, await database.CountAsync<ScreenMeetInboxEvent>());
    }
}
