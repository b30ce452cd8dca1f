using System.Diagnostics;
using System.Net;
using ScreenMeet.InboxHarness;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Inbox.Tests;

public sealed class OutageTests(PostgreSqlFixture postgreSql)
{
    // Trap 23. The database is gone for 15 seconds here.
    [Fact]
    public async Task While_the_database_is_gone_deliveries_get_503_and_neither_log_nor_database_is_flooded()
    {
        PostgreSqlFixture.Require();
        await using var server = await PostgreSqlServer.StartAsync("fsync=off");
        await using var database = await TestDatabase.CreateAsync(server);
        var connections = new ConnectionCounter();
        var isRunning = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        await using var node = await InboxNode.StartAsync(
            database,
            async (context, e, eventContext, cancellationToken) =>
            {
                if (eventContext.Attempt == 1 && e.SessionId == "during")
                {
                    isRunning.TrySetResult();
                    await release.Task;
                }

                await HandlerScripts.SaveEffect(context, e, eventContext, cancellationToken);
            },
            static options => options.MinRetryDelay = TimeSpan.FromMilliseconds(100),
            ";Timeout=5",
            builder => builder.Services.ConfigureDbContext<AppDbContext>(options => options.AddInterceptors(connections)));
        await node.AssertStoredAsync(Events.Delivery("before", 0, 3));
        await node.WaitUntilHandledAsync(dead: 0);
        await node.AssertStoredAsync(Events.Delivery("during", 0, 1));
        await isRunning.Task.WaitAsync(TestContext.Current.CancellationToken);

        await server.StopAsync();
        release.SetResult();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await node.PostAsync(Events.Delivery("lost", 0, 1)));
        await Task.Delay(1000, TestContext.Current.CancellationToken);
        var (connectionsBefore, linesBefore) = (connections.Count, LinesOf(node).Length);
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < TimeSpan.FromSeconds(15))
        {
            using var response = await node.Client.SendAsync(Signed.Delivery(InboxNode.Path, Events.Delivery("lost", 1, 1)), TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
            Assert.NotNull(response.Headers.RetryAfter);
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        var seconds = clock.Elapsed.TotalSeconds;
        Assert.InRange(connections.Count - connectionsBefore, 2, seconds + 1);
        var lines = LinesOf(node)[linesBefore..];
        Assert.True(lines.Length <= (seconds / 10) + 1, string.Join('\n', lines));

        await server.StartAgainAsync();
        await Poll.UntilAsync(async () => await node.PostAsync(Events.Delivery("after", 0, 3)) == HttpStatusCode.OK, "the inbox to accept deliveries");
        await node.WaitUntilHandledAsync(dead: 0);
        var effects = await database.ReadEffectsAsync();
        Assert.Equal([0, 1, 2], effects.Where(static effect => effect.Session == "before").Select(static effect => effect.Number));
        Assert.Single(effects, static effect => effect.Session == "during");
        Assert.DoesNotContain(effects, static effect => effect.Session == "lost");
        Assert.Equal([0, 1, 2], effects.Where(static effect => effect.Session == "after").Select(static effect => effect.Number));
        Assert.Contains(node.Logs, static log => log.Message.Contains("is available again", StringComparison.Ordinal));
    }

    // Trap 24.
    [Theory, EachDatabase]
    public async Task A_context_that_cannot_be_created_for_a_while_ends_no_worker(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind, postgreSql);
        var isBroken = false;
        await using var node = await InboxNode.StartAsync(
            database,
            options: static options => options.PollingInterval = TimeSpan.FromMilliseconds(50),
            services: builder => builder.Services.ConfigureDbContext<AppDbContext>(_ =>
            {
                if (Volatile.Read(ref isBroken))
                {
                    throw new OperationCanceledException("This is not the inbox's own token.");
                }
            }));
        await node.AssertStoredAsync(Events.Delivery("before", 0, 1));
        await node.WaitUntilHandledAsync(dead: 0);

        Volatile.Write(ref isBroken, true);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await node.PostAsync(Events.Delivery("lost", 0, 1)));
        await node.WaitUntilLoggedAsync("It goes on.");
        Volatile.Write(ref isBroken, false);

        await AssertWorksAsync(node, database);
    }

    // Trap 24.
    [Theory, EachDatabase]
    public async Task A_logger_that_throws_ends_no_worker(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind, postgreSql);
        using var logger = new ThrowingLogger { IsThrowing = true };
        await using var node = await InboxNode.StartAsync(
            database,
            options: static options => options.PollingInterval = TimeSpan.FromMilliseconds(50),
            services: builder => builder.Logging.AddProvider(logger));
        await Poll.UntilAsync(() => logger.Count >= 3, "the lines that are not logged");
        logger.IsThrowing = false;

        await AssertWorksAsync(node, database);
    }

    // Trap 24. The configuration reloads on a thread of its own, where an exception would end the process.
    [Theory, EachDatabase]
    public async Task A_reload_with_options_that_are_not_valid_changes_nothing(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind, postgreSql);
        await using var node = await InboxNode.StartAsync(database, services: static builder =>
        {
            builder.Configuration["Inbox:PollingInterval"] = "00:00:00.050";
            builder.Services.Configure<ScreenMeetInboxOptions>("", builder.Configuration.GetSection("Inbox"));
        });
        var configuration = (IConfigurationRoot)node.Services.GetRequiredService<IConfiguration>();
        foreach (var value in new[] { "-00:00:01", "soon" })
        {
            configuration["Inbox:PollingInterval"] = value;
            configuration.Reload();
            await AssertWorksAsync(node, database, session: value);
        }

        Assert.Contains(node.Logs, static log => log.Message.Contains("PollingInterval", StringComparison.Ordinal) && log.Message.Contains("the previous options stay in use", StringComparison.Ordinal));
    }

    // Stores an event on another node, so that this one must find it by itself.
    private static async Task AssertWorksAsync(InboxNode node, TestDatabase database, string session = "after")
    {
        await using (var other = await InboxNode.StartAsync(database, options: static options => options.MaxConcurrency = 0))
        {
            await other.AssertStoredAsync(Events.Delivery(session, 0, 1));
        }

        await node.AssertStoredAsync(Events.Delivery(session, 1, 1));
        await Poll.UntilAsync(async () => (await database.ReadEffectsAsync()).Count(effect => effect.Session == session) == 2, "both events", () => string.Join('\n', node.Logs.Select(static log => log.Message)));
    }

    private static string[] LinesOf(InboxNode node) =>
        [.. node.Logs.Where(static log => log.Category!.StartsWith("ScreenMeet", StringComparison.Ordinal) && log.Level >= LogLevel.Information).Select(static log => log.Message)];

    private sealed class ThrowingLogger : ILoggerProvider, ILogger
    {
        private int _count;

        public bool IsThrowing { get; set; }

        public int Count => Volatile.Read(ref _count);

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsThrowing && eventId.Id is >= 100 and < 200)
            {
                Interlocked.Increment(ref _count);
                throw new InvalidOperationException("This logger is broken.");
            }
        }

        public void Dispose()
        {
        }
    }
}
