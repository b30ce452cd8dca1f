using System.Net;
using Microsoft.EntityFrameworkCore;
using ScreenMeet.InboxHarness;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Inbox.Tests;

public sealed class SeveralInboxesTests(PostgreSqlFixture postgreSql)
{
    // Trap 45.
    [Theory, EachDatabase]
    public async Task Two_webhooks_with_one_context_do_not_cross(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind, postgreSql);
        await using var node = await InboxNode.StartAsync(
            builder =>
            {
                builder.Services.AddDbContext<AppDbContext>(options => database.Configure(options));
                foreach (var name in new[] { "a", "b" })
                {
                    builder.Services.AddScreenMeetWebhooks(name, static webhook => webhook.SigningKey = Signed.Key).AddHandler<ScriptedHandler>()
                        .AddInbox<AppDbContext>(options => options.MaxAttempts = name == "a" ? 1 : 2);
                }
            },
            static async (context, e, eventContext, cancellationToken) =>
            {
                context.Effects.Add(new() { Session = $"{eventContext.WebhookName} {e.SessionId}", Number = Events.NumberOf(e), Attempt = eventContext.Attempt });
                await context.SaveChangesAsync(cancellationToken);
                if (e.Type == "fails")
                {
                    throw new InvalidOperationException("This event fails.");
                }
            },
            static app =>
            {
                app.MapScreenMeetWebhook("/a", "a");
                app.MapScreenMeetWebhook("/b", "b");
            });

        // The same events to both, so they are known in neither because of the other.
        await AssertNoCrossingAsync(node, async session => (await database.ReadEffectsAsync()).Where(effect => effect.Session == session).Select(static effect => effect.Number));
        var inbox = node.Services.GetRequiredKeyedService<IScreenMeetInbox>("b");
        var cancellationToken = TestContext.Current.CancellationToken;
        Assert.Equal(2, (await inbox.GetDeadEventsAsync(cancellationToken).SingleAsync(cancellationToken)).Attempts);
    }

    // Trap 45.
    [Theory, EachDatabase]
    public async Task Two_contexts_with_a_schema_or_a_file_each_do_not_cross(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind, postgreSql, hasTables: false);
        await using var other = database.IsSqlite ? await TestDatabase.CreateAsync(kind, postgreSql, hasTables: false) : null;
        var services = new ServiceCollection();
        AddContexts(services);
        await using (var provider = services.BuildServiceProvider())
        {
            await WholeInbox.CreateTablesAsync<PlainContext>(provider);
            await WholeInbox.CreateTablesAsync<SnakeCaseContext>(provider);
        }

        await using var node = await InboxNode.StartAsync(
            builder =>
            {
                AddContexts(builder.Services);
                builder.Services.AddScreenMeetWebhooks("a", static webhook => webhook.SigningKey = Signed.Key).AddHandler<EffectHandler<PlainContext>>().AddInbox<PlainContext>(static options => options.MaxAttempts = 1);
                builder.Services.AddScreenMeetWebhooks("b", static webhook => webhook.SigningKey = Signed.Key).AddHandler<EffectHandler<SnakeCaseContext>>().AddInbox<SnakeCaseContext>(static options => options.MaxAttempts = 1);
            },
            script: null,
            static app =>
            {
                app.MapScreenMeetWebhook("/a", "a");
                app.MapScreenMeetWebhook("/b", "b");
            });

        await AssertNoCrossingAsync(node, session => session[0] == 'a'
            ? NumbersAsync<PlainContext>(node, session[2..])
            : NumbersAsync<SnakeCaseContext>(node, session[2..]));

        // Each database has a dead event with the first ids, so only the keyed service can tell which is meant.
        var cancellationToken = TestContext.Current.CancellationToken;
        var dead = await node.Inbox.GetDeadEventsAsync(cancellationToken).ToListAsync(cancellationToken);
        Assert.Equal(["a", "b"], dead.Select(static dead => dead.WebhookName));
        Assert.Equal(dead[0].Id, dead[1].Id);
        foreach (var act in new Func<long, CancellationToken, ValueTask<bool>>[] { node.Inbox.RetryAsync, node.Inbox.DiscardAsync })
        {
            var exception = await Assert.ThrowsAsync<InvalidOperationException>(async () => await act(dead[0].Id, cancellationToken));
            Assert.StartsWith($"SM0114: Several databases have a dead event with the id {dead[0].Id}.", exception.Message, StringComparison.Ordinal);
        }

        Assert.True(await node.Services.GetRequiredKeyedService<IScreenMeetInbox>("b").DiscardAsync(dead[1].Id, cancellationToken));
        Assert.Equal(["a"], (await node.Inbox.GetDeadEventsAsync(cancellationToken).ToListAsync(cancellationToken)).Select(static dead => dead.WebhookName));
        Assert.True(await node.Inbox.RetryAsync(dead[0].Id, cancellationToken));
        await node.WaitUntilHandledAsync(dead: 1);

        void AddContexts(IServiceCollection services)
        {
            services.AddDbContext<PlainContext>(options => database.Configure(options));
            services.AddDbContext<SnakeCaseContext>(options => (other ?? database).Configure(options));
        }
    }

    private static async Task<IEnumerable<int>> NumbersAsync<TContext>(InboxNode node, string session)
        where TContext : DbContext =>
        await WholeInbox.QueryAsync<TContext, List<int>>(node, context =>
            context.Set<Effect>().Where(effect => effect.Session == session).OrderBy(static effect => effect.Id).Select(static effect => effect.Number).ToListAsync());

    private static async Task AssertNoCrossingAsync(InboxNode node, Func<string, Task<IEnumerable<int>>> numbersOf)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        byte[][] bodies = [Events.Delivery("HUiUti", 0, 2), Events.Delivery(Events.One("fBjiPO", 2, "fails"))];
        await node.Inbox.PauseAsync("a", cancellationToken);
        foreach (var path in new[] { "/a", "/b", "/b", "/a" })
        {
            foreach (var body in bodies)
            {
                using var response = await node.Client.SendAsync(Signed.Delivery(path, body), cancellationToken);
                Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            }
        }

        // Only the webhook that is paused waits.
        await Poll.UntilAsync(
            async () => await node.Services.GetRequiredKeyedService<IScreenMeetInbox>("b").GetStatusAsync(cancellationToken) is { Pending: 0, Retrying: 0, Dead: 1 }, "the events of b");
        Assert.Equal(3, (await node.Services.GetRequiredKeyedService<IScreenMeetInbox>("a").GetStatusAsync(cancellationToken)).Pending);
        Assert.Equal([0, 1], await numbersOf("b HUiUti"));
        Assert.Empty(await numbersOf("a HUiUti"));

        await node.Inbox.ResumeAsync("a", cancellationToken);
        await node.WaitUntilHandledAsync(dead: 2);
        Assert.Equal([0, 1], await numbersOf("a HUiUti"));
        Assert.Equal([0, 1], await numbersOf("b HUiUti"));
    }
}
