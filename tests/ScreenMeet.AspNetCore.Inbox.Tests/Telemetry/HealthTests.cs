using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;
using ScreenMeet.InboxHarness;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Inbox.Tests.Telemetry;

public sealed class HealthTests(PostgreSqlFixture postgreSql)
{
    [Theory, EachDatabase]
    public async Task An_inbox_that_works_is_healthy_and_its_data_has_the_counts(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind, postgreSql);
        await using var node = await StartAsync(database);

        var entry = await CheckAsync(node);

        Assert.Equal((HealthStatus.Healthy, null), (entry.Status, entry.Description));
        Assert.Equal([("dead", 0), ("lag", TimeSpan.Zero), ("paused", false), ("pending", 0), ("retrying", 0)], entry.Data.Select(static pair => (pair.Key, pair.Value)).OrderBy(static pair => pair.Key));
        Assert.Equal(["ready"], entry.Tags);
    }

    [Theory, EachDatabase]
    public async Task Dead_events_are_degraded_and_not_more(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind, postgreSql);
        await using var node = await StartAsync(database, static (_, _, _, _) => throw new InvalidOperationException("This event always fails."));

        await node.AssertStoredAsync(Events.Delivery("HUiUti", 1, 2));
        await Poll.UntilAsync(async () => (await node.Inbox.GetStatusAsync(TestContext.Current.CancellationToken)).Dead == 2, "the dead events");
        var entry = await CheckAsync(node);

        Assert.Equal((HealthStatus.Degraded, 2), (entry.Status, entry.Data["dead"]));
        Assert.Equal("The ScreenMeet webhook: events are dead (2).", entry.Description);
    }

    [Theory, EachDatabase]
    public async Task Events_that_were_stored_minutes_ago_are_degraded_and_not_more(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind, postgreSql);
        await using var node = await StartAsync(database);
        await node.Inbox.PauseAsync("", TestContext.Current.CancellationToken);
        await node.AssertStoredAsync(Events.Delivery("HUiUti", 1, 1));
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(node)).Status);

        await using (var context = database.CreateContext())
        {
            await context.Set<ScreenMeetInboxEvent>().ExecuteUpdateAsync(
                static update => update.SetProperty(static row => row.StoredAt, DateTimeOffset.UtcNow.AddMinutes(-6)), TestContext.Current.CancellationToken);
        }

        var entry = await CheckAsync(node);

        Assert.Equal((HealthStatus.Degraded, 1, true), (entry.Status, entry.Data["pending"], entry.Data["paused"]));
        Assert.InRange((TimeSpan)entry.Data["lag"], TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15));
        Assert.Matches(@"^The ScreenMeet webhook: the oldest event was stored 0\.00:\d\d:\d\d ago, and its handling is paused\.$", entry.Description);
    }

    [Theory, EachDatabase]
    public async Task Missing_tables_are_unhealthy(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind, postgreSql, hasTables: false);
        await using var node = await StartAsync(database);

        Assert.Equal(HealthStatus.Unhealthy, (await CheckAsync(node)).Status);
        using var response = await node.Client.GetAsync("/health", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);

        await database.CreateTablesAsync();
        await Poll.UntilAsync(async () => (await CheckAsync(node)).Status == HealthStatus.Healthy, "the tables");
    }

    [Theory, EachDatabase]
    public async Task A_database_that_cannot_be_reached_is_unhealthy(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind, postgreSql);
        await using (var context = database.CreateContext())
        {
            await context.Database.EnsureDeletedAsync(TestContext.Current.CancellationToken);
        }

        await using var node = await StartAsync(database, extra: database.IsSqlite ? ";Mode=ReadWrite" : "");

        Assert.Equal(HealthStatus.Unhealthy, (await CheckAsync(node)).Status);
    }

    [Fact]
    public async Task A_database_that_does_not_answer_is_unhealthy_after_seconds()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.PostgreSql, postgreSql);
        await using var node = await StartAsync(database);
        await using var other = new NpgsqlConnection(database.ConnectionString);
        await other.OpenAsync(TestContext.Current.CancellationToken);
        await using var transaction = await other.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand("""LOCK TABLE "ScreenMeetInboxDeadEvent" """, other, transaction);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

        var entries = await CheckAllAsync(node);
        var entry = entries["inbox"];

        Assert.Equal((HealthStatus.Unhealthy, "The ScreenMeet webhook: the database did not answer within 00:00:05."), (entry.Status, entry.Description));
        Assert.Equal("The ScreenMeet webhook: the database did not answer within 00:00:01.", entries["impatient"].Description);

        // The statement itself would wait for 30 seconds.
        Assert.InRange(entry.Duration, TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(25));
    }

    [Fact]
    public async Task The_data_of_several_webhooks_is_told_apart_by_their_names()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite, postgreSql);
        await using var node = await InboxNode.StartAsync(
            builder =>
            {
                builder.Services.AddDbContext<AppDbContext>(options => database.Configure(options));
                foreach (var name in new[] { "emea", "apac" })
                {
                    builder.Services.AddScreenMeetWebhooks(name, static webhook => webhook.SigningKey = Signed.Key).AddHandler<ScriptedHandler>().AddInbox<AppDbContext>();
                }

                builder.Services.AddHealthChecks().AddScreenMeetInbox();
            },
            script: null,
            static app => app.MapScreenMeetWebhook(InboxNode.Path, "emea"));

        var report = await node.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken);

        var entry = Assert.Single(report.Entries);
        Assert.Equal(("screenmeet-inbox", 10), (entry.Key, entry.Value.Data.Count));
        Assert.Equal(0, entry.Value.Data["apac.pending"]);
    }

    [Fact]
    public async Task A_health_check_without_an_inbox_says_what_to_do()
    {
        await using var services = new ServiceCollection().AddLogging().AddHealthChecks().AddScreenMeetInbox().Services.BuildServiceProvider();

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(
            () => services.GetRequiredService<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken));

        Assert.StartsWith("SM0116: ", exception.Message, StringComparison.Ordinal);
    }

    private static Task<InboxNode> StartAsync(TestDatabase database, HandlerScript? script = null, string extra = "") => InboxNode.StartAsync(
        builder =>
        {
            builder.Services.AddDbContext<AppDbContext>(context => database.Configure(context, extra));
            builder.Services.AddScreenMeetWebhooks(static webhook => webhook.SigningKey = Signed.Key).AddHandler<ScriptedHandler>().AddInbox<AppDbContext>(static options => options.MaxAttempts = 1);
            builder.Services.AddHealthChecks().AddScreenMeetInbox("inbox", tags: ["ready"]).AddScreenMeetInbox("impatient", timeout: TimeSpan.FromSeconds(1));
        },
        script,
        static app =>
        {
            app.MapScreenMeetWebhook(InboxNode.Path);
            app.MapHealthChecks("/health");
        });

    private static async Task<HealthReportEntry> CheckAsync(InboxNode node) => (await CheckAllAsync(node))["inbox"];

    private static async Task<IReadOnlyDictionary<string, HealthReportEntry>> CheckAllAsync(InboxNode node) =>
        (await node.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken)).Entries;
}
