using System.Collections.Concurrent;
using System.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using ScreenMeet.InboxHarness;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Inbox.Tests;

// How applications register their contexts.
public sealed class ExistingContextTests(PostgreSqlFixture postgreSql)
{
    // Trap 18.
    [Theory, EachDatabase]
    public async Task An_execution_strategy_that_retries_does_not_run_a_handler_twice_in_one_attempt(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind, postgreSql);
        var calls = new ConcurrentQueue<(int Number, int Attempt)>();
        await using var node = await StartAsync(
            services => services.AddDbContext<AppDbContext>(options => _ = kind == DatabaseKind.Sqlite
                ? options.UseSqlite(database.ConnectionString, static sqlite => sqlite.ExecutionStrategy(static dependencies => new EverythingAgain(dependencies)))
                : options.UseNpgsql(database.ConnectionString, static npgsql => npgsql.EnableRetryOnFailure(5, TimeSpan.FromMilliseconds(50), null))),
            async (context, e, eventContext, cancellationToken) =>
            {
                calls.Enqueue((Events.NumberOf(e), eventContext.Attempt));
                await HandlerScripts.SaveEffect(context, e, eventContext, cancellationToken);
                if (eventContext.Attempt == 1)
                {
                    // The provider's strategy takes it for a failure of the network.
                    throw new TimeoutException("Try again.");
                }
            });

        await node.AssertStoredAsync(Events.Delivery("HUiUti", 1, 3));
        await node.AssertStoredAsync(Events.Delivery("HUiUti", 1, 3));
        await node.WaitUntilHandledAsync();

        Assert.Equal([(1, 1), (1, 2), (2, 1), (2, 2), (3, 1), (3, 2)], calls);
        Assert.Equal([(1, 2), (2, 2), (3, 2)], (await database.ReadEffectsAsync()).Select(static effect => (effect.Number, effect.Attempt)));
    }

    // Trap 18. The session's own failure, in the middle of a handler, is one that the strategy would retry too.
    [Fact]
    public async Task An_execution_strategy_that_retries_does_not_save_without_the_inboxs_transaction()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.PostgreSql, postgreSql);
        var calls = new ConcurrentQueue<int>();
        await using var node = await StartAsync(
            services => services.AddDbContext<AppDbContext>(options => options.UseNpgsql(database.ConnectionString, static npgsql => npgsql.EnableRetryOnFailure(5, TimeSpan.FromMilliseconds(50), null))),
            async (context, e, eventContext, cancellationToken) =>
            {
                calls.Enqueue(eventContext.Attempt);
                if (eventContext.Attempt == 1)
                {
                    await Record.ExceptionAsync(() => context.Database.ExecuteSqlRawAsync("SELECT pg_terminate_backend(pg_backend_pid())", cancellationToken));
                }

                await HandlerScripts.SaveEffect(context, e, eventContext, cancellationToken);
            });

        await node.AssertStoredAsync(Events.Delivery("HUiUti", 1, 1));
        await node.WaitUntilHandledAsync();

        Assert.Equal([1, 2], calls);
        Assert.Equal(2, Assert.Single(await database.ReadEffectsAsync()).Attempt);
    }

    // Trap 19.
    [Theory, EachDatabase]
    public async Task Nothing_of_the_inbox_is_left_in_the_contexts_of_a_pool(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind, postgreSql);
        var late = new Signal();
        var lateAttempts = 0;
        await using var node = await StartAsync(
            services => services.AddDbContextPool<AppDbContext>(options => database.Configure(options), poolSize: 16),
            async (context, e, eventContext, cancellationToken) =>
            {
                context.Effects.Add(HandlerScripts.EffectOf(e, eventContext));
                switch (e.Type, eventContext.Attempt)
                {
                    case ("fails", < 3):
                        await context.SaveChangesAsync(cancellationToken);
                        context.Effects.Add(new() { Session = "tracked" });
                        throw new InvalidOperationException("The first attempts fail.");
                    case ("hangs", 1):
                        await context.SaveChangesAsync(cancellationToken);
                        context.Effects.Add(new() { Session = "tracked" });
                        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
                        break;
                    case ("is-late", 1):
                        await context.SaveChangesAsync(CancellationToken.None);
                        await late.Given;
                        context.Effects.Add(new() { Session = "tracked" });
                        Interlocked.Increment(ref lateAttempts);
                        break;
                }
            },
            static options => (options.HandlerTimeout, options.MinRetryDelay) = (TimeSpan.FromSeconds(0.5), TimeSpan.FromMilliseconds(20)));

        foreach (var type in new[] { "fails", "hangs", "is-late", "succeeds" })
        {
            await node.AssertStoredAsync(Events.Delivery(Enumerable.Range(0, 4).Select(number => Events.One(type, number, type))));
        }

        // Requests meanwhile.
        for (var i = 0; i < 50; i++)
        {
            await using var scope = node.Services.CreateAsyncScope();
            AssertUnused(scope.ServiceProvider.GetRequiredService<AppDbContext>());
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        await node.WaitUntilHandledAsync();
        late.Give();
        await Poll.UntilAsync(() => lateAttempts == 4, "the handlers that were abandoned");
        Assert.Equal(16, (await database.ReadEffectsAsync()).Count);
        Assert.DoesNotContain(await database.ReadEffectsAsync(), static effect => effect.Session == "tracked");

        // Every context of the pool, and some new ones. What is saved with them is saved at once.
        var scopes = Enumerable.Range(0, 32).Select(_ => node.Services.CreateAsyncScope()).ToList();
        foreach (var (index, scope) in scopes.Index())
        {
            var context = scope.ServiceProvider.GetRequiredService<AppDbContext>();
            AssertUnused(context);
            context.Effects.Add(new() { Session = "request", Number = index });
            await context.SaveChangesAsync(TestContext.Current.CancellationToken);
            Assert.Equal(index + 1, (await database.ReadEffectsAsync()).Count(static effect => effect.Session == "request"));
        }

        foreach (var scope in scopes)
        {
            await scope.DisposeAsync();
        }

        static void AssertUnused(AppDbContext context)
        {
            Assert.Null(context.Database.CurrentTransaction);
            Assert.Equal(ConnectionState.Closed, context.Database.GetDbConnection().State);
            Assert.Empty(context.ChangeTracker.Entries());
        }
    }

    private static Task<InboxNode> StartAsync(Action<IServiceCollection> addContext, HandlerScript script, Action<ScreenMeetInboxOptions>? options = null) =>
        InboxNode.StartAsync(
            builder =>
            {
                addContext(builder.Services);
                builder.Services.AddScreenMeetWebhooks(static webhook => webhook.SigningKey = Signed.Key).AddHandler<ScriptedHandler>()
                    .AddInbox<AppDbContext>(options ?? (static options => options.MinRetryDelay = TimeSpan.FromMilliseconds(20)));
            },
            script,
            static app => app.MapScreenMeetWebhook(InboxNode.Path));

    private sealed class EverythingAgain(ExecutionStrategyDependencies dependencies) : ExecutionStrategy(dependencies, maxRetryCount: 3, TimeSpan.FromMilliseconds(50))
    {
        protected override bool ShouldRetryOn(Exception exception) => true;
    }
}
