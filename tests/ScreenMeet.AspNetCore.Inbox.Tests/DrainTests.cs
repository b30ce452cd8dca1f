using ScreenMeet.AspNetCore.Inbox.Tests.Readme;
using ScreenMeet.InboxHarness;

namespace ScreenMeet.AspNetCore.Inbox.Tests;

public sealed class DrainTests(PostgreSqlFixture postgreSql)
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(60);

    [Theory, EachDatabase]
    public async Task Everything_that_was_stored_is_handled_or_dead_after_a_drain(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind, postgreSql);
        await using var node = await InboxNode.StartAsync(
            database,
            static (context, e, eventContext, cancellationToken) => Events.NumberOf(e) == 7
                ? throw new InvalidOperationException("This event always fails.")
                : HandlerScripts.SaveEffect(context, e, eventContext, cancellationToken),
            static options => options.MaxAttempts = 1);

        Assert.Equal((0, 0), await DrainSnippet.DrainAsync(node));
        await node.AssertStoredAsync(Events.Delivery(Enumerable.Range(0, 30).Select(static number => Events.One(Events.Name(number % 3), number))));

        Assert.Equal((29, 1), await DrainSnippet.DrainAsync(node));
        Assert.Equal(29, (await database.ReadEffectsAsync()).Count);
        Assert.Equal((0, 0), await DrainSnippet.DrainAsync(node));
    }

    [Theory, EachDatabase]
    public async Task A_drain_that_begins_at_any_moment_misses_nothing(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind, postgreSql);
        await using var node = await InboxNode.StartAsync(database);

        for (var i = 0; i < 50; i++)
        {
            await node.AssertStoredAsync(Events.Delivery(Events.Name(i % 5), i, 1));
            await node.Services.DrainScreenMeetInboxAsync(s_timeout, TestContext.Current.CancellationToken);
            Assert.Equal(i + 1, await database.CountAsync<Effect>());
        }
    }

    [Fact]
    public async Task A_handler_that_does_not_end_is_a_time_out()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite, postgreSql);
        var release = new TaskCompletionSource();
        await using var node = await InboxNode.StartAsync(database, (_, _, _, _) => release.Task);

        await node.AssertStoredAsync(Events.Delivery("HUiUti", 1, 1));

        await Assert.ThrowsAsync<TimeoutException>(() =>
            node.Services.DrainScreenMeetInboxAsync(TimeSpan.FromMilliseconds(300), TestContext.Current.CancellationToken));
        release.SetResult();
        await node.Services.DrainScreenMeetInboxAsync(s_timeout, TestContext.Current.CancellationToken);
        Assert.Equal(0, (await node.Inbox.GetStatusAsync(TestContext.Current.CancellationToken)).Pending);
    }

    [Fact]
    public async Task A_paused_webhook_is_not_waited_for()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite, postgreSql);
        await using var node = await InboxNode.StartAsync(database);
        await node.Inbox.PauseAsync("", TestContext.Current.CancellationToken);
        await node.AssertStoredAsync(Events.Delivery("HUiUti", 1, 1));

        Assert.Equal((0, 0), await DrainSnippet.DrainAsync(node));

        await node.Inbox.ResumeAsync("", TestContext.Current.CancellationToken);
        Assert.Equal((1, 0), await DrainSnippet.DrainAsync(node));
    }

    [Fact]
    public async Task Without_an_inbox_the_message_says_so()
    {
        await using var services = new ServiceCollection().BuildServiceProvider();

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => services.DrainScreenMeetInboxAsync(s_timeout, TestContext.Current.CancellationToken));

        Assert.StartsWith("SM0118: ", exception.Message, StringComparison.Ordinal);
    }
}
