using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Testing;
using ScreenMeet.InboxHarness;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Inbox.Tests;

public sealed class MissingTableTests(PostgreSqlFixture postgreSql)
{
    // Trap 34.
    [Theory, EachDatabase(PgBouncer = true)]
    public async Task Without_tables_senders_get_503_and_the_inbox_goes_on_when_they_are_there(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind, postgreSql, hasTables: false);
        await using var node = await InboxNode.StartAsync(database);
        await node.WaitUntilLoggedAsync("does not have the tables of the inbox");
        using (var response = await node.Client.SendAsync(Signed.Delivery(InboxNode.Path, Events.Delivery("HUiUti", 0, 2)), TestContext.Current.CancellationToken))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
            Assert.NotNull(response.Headers.RetryAfter);
        }

        await Task.Delay(2000, TestContext.Current.CancellationToken);
        var line = Assert.Single(node.Logs, static log => log.Category!.StartsWith("ScreenMeet", StringComparison.Ordinal) && log.Level >= LogLevel.Warning);
        Assert.Contains("dotnet ef migrations add", line.Message, StringComparison.Ordinal);

        await CreateTablesAsync(database);
        await Poll.UntilAsync(async () => await node.PostAsync(Events.Delivery("HUiUti", 0, 2)) == HttpStatusCode.OK, "the inbox to accept deliveries");
        await node.WaitUntilHandledAsync(dead: 0);
        Assert.Equal([0, 1], (await database.ReadEffectsAsync()).Select(static effect => effect.Number));
    }

    // Trap 34. The tools of EF Core build the host, and end it before it starts.
    [Theory, EachDatabase]
    public async Task An_application_that_is_built_and_not_started_does_not_touch_the_database(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind, postgreSql, hasTables: false);
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders().AddFakeLogging();
        builder.Services.AddSingleton(HandlerScripts.SaveEffect);
        builder.Services.AddDbContext<AppDbContext>(options => database.Configure(options));
        builder.Services.AddScreenMeetWebhooks(static webhook => webhook.SigningKey = Signed.Key).AddHandler<ScriptedHandler>().AddInbox<AppDbContext>();
        await using var app = builder.Build();
        await using (var scope = app.Services.CreateAsyncScope())
        {
            Assert.NotNull(scope.ServiceProvider.GetRequiredService<AppDbContext>().Model);
        }

        await Task.Delay(300, TestContext.Current.CancellationToken);
        AssertNothingHappened(database, app);
    }

    // Trap 34. Tools that generate OpenAPI documents at build time start the application with a server that does nothing.
    [Theory, EachDatabase]
    public async Task An_application_that_a_tool_starts_without_a_server_does_not_touch_the_database(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind, postgreSql, hasTables: false);
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders().AddFakeLogging();
        builder.Services.AddSingleton(HandlerScripts.SaveEffect);
        builder.Services.AddDbContext<AppDbContext>(options => database.Configure(options));
        builder.Services.AddScreenMeetWebhooks(static webhook => webhook.SigningKey = Signed.Key).AddHandler<ScriptedHandler>().AddInbox<AppDbContext>();
        builder.Services.AddSingleton<IServer, NoopServer>();
        await using var app = builder.Build();
        app.MapScreenMeetWebhook(InboxNode.Path);
        await app.StartAsync(TestContext.Current.CancellationToken);
        await Task.Delay(300, TestContext.Current.CancellationToken);
        AssertNothingHappened(database, app);
        await app.StopAsync(TestContext.Current.CancellationToken);
    }

    private static void AssertNothingHappened(TestDatabase database, WebApplication app)
    {
        Assert.DoesNotContain(app.Services.GetFakeLogCollector().GetSnapshot(), static log => log.Id.Id is >= 100 and < 200);
        if (database.IsSqlite)
        {
            Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(database.FilePath)!));
        }
    }

    // As a migration does. The database exists by now, so EnsureCreated would do nothing on SQLite.
    private static async Task CreateTablesAsync(TestDatabase database)
    {
        var services = new ServiceCollection().AddDbContext<AppDbContext>(options => database.Configure(options));
        await using var provider = services.BuildServiceProvider();
        await WholeInbox.CreateTablesAsync<AppDbContext>(provider);
    }

    private sealed class NoopServer : IServer
    {
        public Microsoft.AspNetCore.Http.Features.IFeatureCollection Features { get; } = new Microsoft.AspNetCore.Http.Features.FeatureCollection();

        public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken) where TContext : notnull => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public void Dispose()
        {
        }
    }
}
