using System.Collections.Concurrent;
using ScreenMeet.InboxHarness;
using ScreenMeet.TestHarness;
using ScreenMeet.Webhooks;

namespace ScreenMeet.AspNetCore.Inbox.Tests;

public sealed class RollingDeploymentTests(PostgreSqlFixture postgreSql)
{
    // Trap 32. On SQLite, the old process goes on to dispatch.
    [Theory, EachDatabase(PgBouncer = true)]
    public async Task An_old_node_leaves_events_that_only_a_newer_one_has_a_handler_for_to_it(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind, postgreSql);
        var handled = new ConcurrentQueue<string>();
        await using var old = await StartAsync(database, handled, "old", "a");
        await old.AssertStoredAsync(Events.Delivery([Events.One("before", 0, "b"), Events.One("before", 1, "a")]));
        await old.WaitUntilHandledAsync(dead: 0);
        Assert.Equal(["old a before 1"], handled);

        await using var newer = await StartAsync(database, handled, "new", "a", "b");
        await WaitUntilAnnouncedAsync(newer);
        await old.AssertStoredAsync(Events.Delivery([Events.One("after", 0, "a"), Events.One("after", 1, "b"), Events.One("after", 2, "a"), Events.One("other", 3, "c")]));
        await old.AssertStoredAsync(Events.Delivery([Events.One("alone", 4, "b")]));
        if (kind == DatabaseKind.Sqlite)
        {
            await old.WaitUntilLoggedAsync("are left to it");
            await old.StopAsync(TestContext.Current.CancellationToken);
            await old.DisposeAsync();
        }

        await newer.WaitUntilHandledAsync(dead: 0);
        Assert.Equal(["0", "1", "2"], handled.Where(static line => line.Contains("after", StringComparison.Ordinal)).Select(static line => line[^1..]));
        Assert.Contains("new b after 1", handled);
        Assert.Contains("new b alone 4", handled);
        Assert.Contains(newer.Logs, static log => log.Message.Contains("handlers for other event types than the node that started before it", StringComparison.Ordinal));
    }

    // Trap 32. What nobody has a handler for any more counts as handled, so that it does not stay for ever.
    [Theory, EachDatabase]
    public async Task After_a_roll_back_the_old_version_handles_everything_again(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind, postgreSql);
        var handled = new ConcurrentQueue<string>();
        await using (var newer = await StartAsync(database, handled, "new", "a", "b"))
        {
            await WaitUntilAnnouncedAsync(newer);
        }

        await using var old = await StartAsync(database, handled, "old", "a");
        await old.WaitUntilLoggedAsync("this node handles up to");
        await old.AssertStoredAsync(Events.Delivery([Events.One("HUiUti", 0, "a"), Events.One("HUiUti", 1, "b"), Events.One("HUiUti", 2, "a")]));
        await old.WaitUntilHandledAsync(dead: 0);

        Assert.Equal(["old a HUiUti 0", "old a HUiUti 2"], handled);
    }

    // Trap 32.
    [Theory, EachDatabase]
    public async Task A_newer_node_with_a_handler_for_every_type_gets_what_the_old_one_has_none_for(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind, postgreSql);
        var handled = new ConcurrentQueue<string>();
        await using var old = await StartAsync(database, handled, "old", "a");
        await old.WaitUntilLoggedAsync("this node handles up to");
        await using var newer = await StartAsync(database, handled, "new");
        await WaitUntilAnnouncedAsync(newer);
        await old.AssertStoredAsync(Events.Delivery([Events.One("HUiUti", 0, "x"), Events.One("HUiUti", 1, "a")]));
        if (kind == DatabaseKind.Sqlite)
        {
            await old.WaitUntilLoggedAsync("are left to it");
            await old.DisposeAsync();
        }

        await newer.WaitUntilHandledAsync(dead: 0);
        Assert.Equal(["new x HUiUti 0", "HUiUti 1"], handled.Select(static (line, i) => i == 0 ? line : line[^8..]));
    }

    private static Task WaitUntilAnnouncedAsync(InboxNode node) => Poll.UntilAsync(
        () => node.Logs.Any(static log => log.Id.Id is 108 or 111), "the node to begin");

    private static Task<InboxNode> StartAsync(TestDatabase database, ConcurrentQueue<string> handled, string name, params string[] types) => InboxNode.StartAsync(
        builder =>
        {
            builder.Services.AddDbContext<AppDbContext>(options => database.Configure(options));
            builder.Services.AddScreenMeetWebhooks(static webhook => webhook.SigningKey = Signed.Key)
                .AddHandler<NamedHandler>(types)
                .AddInbox<AppDbContext>(static options => options.PollingInterval = TimeSpan.FromMilliseconds(100));
            builder.Services.AddSingleton(new NodeName(name, handled));
        },
        script: null,
        static app => app.MapScreenMeetWebhook(InboxNode.Path));

    private sealed record NodeName(string Name, ConcurrentQueue<string> Handled);

    private sealed class NamedHandler(NodeName node) : IScreenMeetEventHandler
    {
        public ValueTask HandleAsync(ScreenMeetEvent screenMeetEvent, ScreenMeetEventContext context, CancellationToken cancellationToken)
        {
            node.Handled.Enqueue($"{node.Name} {screenMeetEvent.Type} {screenMeetEvent.SessionId} {Events.NumberOf(screenMeetEvent)}");
            return default;
        }
    }
}
