using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using ScreenMeet.InboxHarness;

namespace ScreenMeet.AspNetCore.Inbox.Tests;

public sealed class ModelConventionTests(PostgreSqlFixture postgreSql)
{
    // Trap 21.
    [Theory, EachDatabase]
    public async Task Rows_of_the_inbox_are_seen_through_a_query_filter_and_are_not_audited(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind, postgreSql, hasTables: false);
        var audit = new AuditInterceptor();
        await WholeInbox.RunAsync<FilteredContext>(services => services.AddDbContext<FilteredContext>(options =>
        {
            database.Configure(options);
            options.AddInterceptors(audit);
        }));

        Assert.Equal([typeof(Effect)], audit.Seen.Keys);
    }

    // Trap 21.
    [Theory, EachDatabase]
    public async Task Conventions_for_all_properties_do_not_change_what_the_inbox_stores(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind, postgreSql, hasTables: false);
        await WholeInbox.RunAsync<ConventionContext>(services => services.AddDbContext<ConventionContext>(options => database.Configure(options)));
    }

    // Trap 21.
    [Theory, EachDatabase]
    public async Task Proxies_and_contexts_without_tracking_work(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind, postgreSql, hasTables: false);
        await WholeInbox.RunAsync<PlainContext>(services => services.AddDbContextPool<PlainContext>(options =>
        {
            database.Configure(options);
            options.UseLazyLoadingProxies().UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking);
        }));
    }

    // Trap 21.
    [Theory, EachDatabase]
    public async Task A_context_that_only_a_factory_was_added_for_works(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind, postgreSql, hasTables: false);
        await WholeInbox.RunAsync<PlainContext>(services => services.AddDbContextFactory<PlainContext>(options => database.Configure(options)));
    }

    // Trap 35.
    [Fact]
    public void An_index_of_the_inbox_is_an_operation_of_its_own_and_can_be_created_concurrently()
    {
        var options = new DbContextOptionsBuilder<PlainContext>().UseNpgsql("Host=localhost");
        using var context = new ConcurrentIndexContext(options.Options);
        var model = context.GetService<IDesignTimeModel>().Model;
        var operations = context.GetService<IMigrationsModelDiffer>().GetDifferences(null, model.GetRelationalModel());
        var script = string.Join('\n', context.GetService<IMigrationsSqlGenerator>().Generate(operations, model).Select(static command => command.CommandText));

        Assert.Contains("CREATE INDEX CONCURRENTLY \"IX_ScreenMeetInboxEvent_WebhookName_Session_Id\"", script, StringComparison.Ordinal);
        Assert.Contains("CREATE INDEX \"IX_ScreenMeetInboxKey_WebhookName_StoredAt\"", script, StringComparison.Ordinal);
    }

    private sealed class ConcurrentIndexContext(DbContextOptions<PlainContext> options) : PlainContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            base.OnModelCreating(modelBuilder);
            modelBuilder.Entity<ScreenMeetInboxEvent>().HasIndex(static row => new { row.WebhookName, row.Session, row.Id }).IsCreatedConcurrently();
        }
    }
}
