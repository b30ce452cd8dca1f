using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using ScreenMeet.InboxHarness;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Inbox.Tests;

// Runs every statement of the inbox once, through a context of any kind, and checks what it does.
public static class WholeInbox
{
    // The context's model has the inbox and Effect.
    public static async Task RunAsync<TContext>(Action<IServiceCollection> addContext, Action<InboxNode>? check = null)
        where TContext : DbContext
    {
        await using (var node = await StartAsync<TContext>(addContext, TimeSpan.FromDays(30)))
        {
            await HandleAsync<TContext>(node);
            await ManageAsync<TContext>(node);
            check?.Invoke(node);
        }

        await PurgeAsync<TContext>(addContext);
    }

    public static async Task CreateTablesAsync<TContext>(IServiceProvider services)
        where TContext : DbContext
    {
        await using var scope = services.CreateAsyncScope();
        var creator = (RelationalDatabaseCreator)scope.ServiceProvider.GetRequiredService<TContext>().GetService<IDatabaseCreator>();
        if (!await creator.ExistsAsync(TestContext.Current.CancellationToken))
        {
            await creator.CreateAsync(TestContext.Current.CancellationToken);
        }

        await creator.CreateTablesAsync(TestContext.Current.CancellationToken);
    }

    public static async Task<T> QueryAsync<TContext, T>(InboxNode node, Func<TContext, Task<T>> query)
        where TContext : DbContext
    {
        await using var scope = node.Services.CreateAsyncScope();
        return await query(scope.ServiceProvider.GetRequiredService<TContext>());
    }

    private static Task<InboxNode> StartAsync<TContext>(Action<IServiceCollection> addContext, TimeSpan retention)
        where TContext : DbContext => InboxNode.StartAsync(
            builder =>
            {
                builder.Services.AddSingleton<TimeProvider>(new ImpatientTime());
                addContext(builder.Services);
                builder.Services.AddScreenMeetWebhooks(static webhook => webhook.SigningKey = Signed.Key)
                    .AddHandler<EffectHandler<TContext>>()
                    .AddInbox<TContext>(options =>
                    {
                        (options.MaxAttempts, options.MinRetryDelay) = (2, TimeSpan.FromMilliseconds(20));
                        options.PollingInterval = TimeSpan.FromMilliseconds(100);
                        (options.KeyRetention, options.DeadRetention) = (retention, retention);
                    });
                builder.Services.Insert(0, ServiceDescriptor.Singleton<IHostedService, TableCreator<TContext>>());
            },
            script: null,
            static app => app.MapScreenMeetWebhook(InboxNode.Path));

    private static async Task HandleAsync<TContext>(InboxNode node)
        where TContext : DbContext
    {
        var body = Events.Delivery([
            Events.One("first", 1), Events.One("first", 2, EffectHandler<TContext>.Fails), Events.One("second", 1), Events.One("first", 3), Events.One(null, 1)]);
        await node.AssertStoredAsync(body);
        await node.AssertStoredAsync(body);
        await node.WaitUntilHandledAsync(dead: 1);

        Assert.Equal([1, 3], await NumbersOfAsync<TContext>(node, "first"));
        Assert.Equal([1], await NumbersOfAsync<TContext>(node, "second"));
        Assert.Equal([1], await NumbersOfAsync<TContext>(node, ""));
        Assert.Equal(5, await QueryAsync<TContext, int>(node, static context => context.Set<ScreenMeetInboxKey>().IgnoreQueryFilters().CountAsync()));
    }

    private static async Task ManageAsync<TContext>(InboxNode node)
        where TContext : DbContext
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var dead = Assert.Single(await node.Inbox.GetDeadEventsAsync(cancellationToken).ToListAsync(cancellationToken));
        Assert.Equal(("first", 2, 2), (dead.Event.SessionId, Events.NumberOf(dead.Event), dead.Attempts));

        Assert.Equal(1, await node.Inbox.RetryGroupAsync(dead.ErrorGroup, cancellationToken));
        await node.WaitUntilHandledAsync(dead: 1);
        Assert.True(await node.Inbox.RetryAsync(dead.Id, cancellationToken));
        await node.WaitUntilHandledAsync(dead: 1);
        Assert.True(await node.Inbox.DiscardAsync(dead.Id, cancellationToken));
        await node.WaitUntilHandledAsync(dead: 0);

        await node.Inbox.PauseAsync("", cancellationToken);
        await node.AssertStoredAsync(Events.Delivery("third", 1, 1));
        await Task.Delay(300, cancellationToken);
        Assert.Equal(1, (await node.Inbox.GetStatusAsync(cancellationToken)).Pending);
        await node.Inbox.ResumeAsync("", cancellationToken);
        await node.WaitUntilHandledAsync(dead: 0);
        Assert.Equal([1], await NumbersOfAsync<TContext>(node, "third"));
    }

    // Keys and dead events that are older than their retention go.
    private static async Task PurgeAsync<TContext>(Action<IServiceCollection> addContext)
        where TContext : DbContext
    {
        await using var node = await StartAsync<TContext>(addContext, TimeSpan.FromMilliseconds(1));
        await node.AssertStoredAsync(Events.Delivery(Events.One("fourth", 1, EffectHandler<TContext>.Fails)));
        await Poll.UntilAsync(
            () => QueryAsync<TContext, bool>(node, static async context =>
                !await context.Set<ScreenMeetInboxEvent>().IgnoreQueryFilters().AnyAsync()
                && !await context.Set<ScreenMeetInboxKey>().IgnoreQueryFilters().AnyAsync()
                && !await context.Set<ScreenMeetInboxDeadEvent>().IgnoreQueryFilters().AnyAsync()),
            "the purge");
        Assert.Contains(node.Logs, static log => log.Message.Contains("is dead after 2 attempts", StringComparison.Ordinal));
    }

    private static Task<List<int>> NumbersOfAsync<TContext>(InboxNode node, string session)
        where TContext : DbContext =>
        QueryAsync<TContext, List<int>>(node, context => context.Set<Effect>().IgnoreQueryFilters()
            .Where(effect => effect.Session == session).OrderBy(effect => effect.Id).Select(effect => effect.Number).ToListAsync());

    // Before the inbox starts.
    private sealed class TableCreator<TContext>(IServiceProvider services) : IHostedService
        where TContext : DbContext
    {
        public async Task StartAsync(CancellationToken cancellationToken)
        {
            await using var scope = services.CreateAsyncScope();
            var creator = (RelationalDatabaseCreator)scope.ServiceProvider.GetRequiredService<TContext>().GetService<IDatabaseCreator>();
            if (!await creator.ExistsAsync(cancellationToken) || !await creator.HasTablesAsync(cancellationToken))
            {
                await CreateTablesAsync<TContext>(services);
            }
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
