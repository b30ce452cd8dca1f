using Microsoft.Extensions.Logging.Testing;
using ScreenMeet.InboxHarness;

namespace ScreenMeet.AspNetCore.Inbox.Tests;

public sealed class DisposalTests(PostgreSqlFixture postgreSql)
{
    [Theory, EachDatabase]
    public async Task A_node_that_is_disposed_without_being_stopped_goes_on_with_nothing(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind, postgreSql);
        await using var receiver = await InboxNode.StartAsync(database, options: static options => options.MaxConcurrency = 0);
        var node = await InboxNode.StartAsync(database);
        await node.AssertStoredAsync(Events.Delivery("HUiUti", 1, 3));
        await node.Services.DrainScreenMeetInboxAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

        var log = node.Services.GetFakeLogCollector();
        await node.DisposeAsync();
        var lines = log.Count;
        await receiver.AssertStoredAsync(Events.Delivery("HUiUti", 4, 3));
        await Task.Delay(TimeSpan.FromSeconds(3), TestContext.Current.CancellationToken);

        Assert.Equal(3, (await database.ReadEffectsAsync()).Count);
        Assert.Equal(3, (await receiver.Inbox.GetStatusAsync(TestContext.Current.CancellationToken)).Pending);
        Assert.Equal(lines, log.Count);
    }
}
