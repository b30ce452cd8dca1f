using System.Net;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Inbox.Tests.Readme;

// What the README shows is run.
public sealed partial class ReadmeTests(PostgreSqlFixture postgreSql)
{
    public static TheoryData<string> CSharpBlocks => [.. Fence.Matches(Repository.Read("src/ScreenMeet.AspNetCore.Inbox/README.md")).Select(static match => match.Groups["code"].Value)];

    [Theory]
    [MemberData(nameof(CSharpBlocks))]
    public void Every_CSharp_block_is_part_of_a_compiled_file(string block) => Assert.Contains(
        Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests", "ScreenMeet.AspNetCore.Inbox.Tests", "Readme"), "*Snippet.cs"),
        file => Normalize(File.ReadAllText(file)).Contains(Normalize(block), StringComparison.Ordinal));

    [Fact]
    public async Task The_application_of_the_first_page_stores_and_handles()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.PostgreSql, postgreSql, hasTables: false);
        await using var node = await StartAsync(database, SetupSnippet.AddMore, SetupSnippet.Map);

        await node.AssertStoredAsync(Body);
        await node.WaitUntilHandledAsync();

        Assert.Equal(["Entered the meeting room.", null], await ReadNotesAsync(node));
        var report = await node.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken);
        Assert.Equal(HealthStatus.Healthy, report.Status);
        Assert.Equal(TimeSpan.FromSeconds(35), node.Services.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout);
    }

    [Fact]
    public async Task The_action_stores_and_answers_503_while_the_tables_are_missing()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.PostgreSql, postgreSql, hasTables: false);
        await using var node = await StartAsync(
            database,
            static builder =>
            {
                SetupSnippet.AddOptions(builder);
                builder.Services.AddControllers().ConfigureApplicationPartManager(static manager => Receiver.Choose(manager, [typeof(ActionSnippetController)]));
            },
            static app => app.MapControllers(),
            hasTables: false);

        Assert.Equal(16, node.Services.GetRequiredService<IOptionsMonitor<ScreenMeetInboxOptions>>().Get("").MaxConcurrency);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await node.PostAsync(Body));
        await CreateTablesAsync(node.Services);
        await Poll.UntilAsync(async () => await node.PostAsync(Body) == HttpStatusCode.OK, "the tables");
        await node.WaitUntilHandledAsync();
        Assert.Equal(2, (await ReadNotesAsync(node)).Count);
    }

    [Fact]
    public async Task A_group_of_dead_events_is_retried_and_a_webhook_is_paused()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.PostgreSql, postgreSql, hasTables: false);
        await using var node = await StartAsync(
            database,
            static builder => builder.Services.Configure<ScreenMeetInboxOptions>("", static options => options.MaxAttempts = 1),
            SetupSnippet.Map);

        // PostgreSQL cannot store this text.
        await node.AssertStoredAsync("""[{"id":"HUiUti","message":"\u0000"}]"""u8.ToArray());
        await Poll.UntilAsync(async () => (await node.Inbox.GetStatusAsync(TestContext.Current.CancellationToken)).Dead == 1, "the dead event");
        var dead = Assert.Single(await node.Inbox.GetDeadEventsAsync(TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken));
        Assert.Contains("SessionSync.HandleAsync", dead.ErrorGroup, StringComparison.Ordinal);

        await OperationSnippet.PauseAsync(node.Inbox, TestContext.Current.CancellationToken);
        Assert.Equal(1, await OperationSnippet.RetryAsync(node.Inbox, dead.ErrorGroup, TestContext.Current.CancellationToken));
        var status = await node.Inbox.GetStatusAsync(TestContext.Current.CancellationToken);
        Assert.Equal((1, 0), (status.Pending, status.Dead));

        using var request = new HttpRequestMessage();
        OperationSnippet.SetKey(request, dead.Event);
        Assert.Equal([dead.Event.Fingerprint], request.Headers.GetValues("Idempotency-Key"));
    }

    [Fact]
    public async Task The_migration_creates_its_index_concurrently()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.PostgreSql, postgreSql);
        await using var context = database.CreateContext();

        var commands = context.GetService<IMigrationsSqlGenerator>().Generate(new IndexSnippet().UpOperations, context.Model);
        var command = Assert.Single(commands);
        await context.Database.ExecuteSqlRawAsync(command.CommandText, TestContext.Current.CancellationToken);

        Assert.True(command.TransactionSuppressed);
        Assert.StartsWith("CREATE INDEX CONCURRENTLY", command.CommandText, StringComparison.Ordinal);
    }

    private static byte[] Body => System.Text.Encoding.UTF8.GetBytes(Signed.Json);

    private static Task<InboxNode> StartAsync(TestDatabase database, Action<WebApplicationBuilder> services, Action<WebApplication> pipeline, bool hasTables = true) => InboxNode.StartAsync(
        builder =>
        {
            builder.Configuration["ConnectionStrings:App"] = database.ConnectionString;
            builder.Configuration["ScreenMeet:SigningKey"] = Signed.Key;
            SetupSnippet.Add(builder);
            services(builder);
        },
        script: null,
        app =>
        {
            if (hasTables)
            {
                CreateTablesAsync(app.Services).GetAwaiter().GetResult();
            }

            app.UseScreenMeetWebhooks();
            pipeline(app);
        });

    private static async Task CreateTablesAsync(IServiceProvider services)
    {
        await using var scope = services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<AppDbContext>().Database.EnsureCreatedAsync(TestContext.Current.CancellationToken);
    }

    private static async Task<List<string?>> ReadNotesAsync(InboxNode node)
    {
        await using var scope = node.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<AppDbContext>().Notes.OrderBy(static note => note.Id).Select(static note => note.Text).ToListAsync(TestContext.Current.CancellationToken);
    }

    private static string Normalize(string code) => Blanks.Replace(code, " ").Trim();

    [GeneratedRegex("^ *```csharp\n(?<code>.*?)\n *```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence { get; }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks { get; }
}
