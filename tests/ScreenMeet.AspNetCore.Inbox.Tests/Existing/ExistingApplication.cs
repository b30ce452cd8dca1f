using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Inbox.Tests.Existing;

// An application with everything that existing applications have. It receives three webhooks in three ways, with two contexts.
internal static class ExistingApplication
{
    public static async Task<InboxNode> StartAsync(TestDatabase database, ReportHandler.Gate gate)
    {
        if (!database.IsSqlite)
        {
            await MakeSerializableAsync(database);
        }

        return await InboxNode.StartAsync(
            builder =>
            {
                builder.Services.AddControllersWithViews().ConfigureApplicationPartManager(static manager => Receiver.Choose(manager, [typeof(ReportsController)]));
                builder.Services.AddSingleton(gate);
                builder.Services.AddDbContextPool<ExistingDbContext>(options => Configure(database, options));
                builder.Services.AddDbContext<ReportingDbContext>(options => database.Configure(options));
                builder.Services.AddScreenMeetWebhooks(SetKey).AddHandler<VisitHandler>().AddInbox<ExistingDbContext>(SetRetries);
                builder.Services.AddScreenMeetWebhooks("minimal", SetKey).AddHandler<VisitHandler>().AddInbox<ExistingDbContext>(SetRetries);
                builder.Services.AddScreenMeetWebhooks("reports", SetKey).AddHandler<ReportHandler>().AddInbox<ReportingDbContext>(SetRetries);
            },
            script: null,
            app =>
            {
                using var scope = app.Services.CreateScope();
                CreateTables(scope.ServiceProvider.GetRequiredService<ExistingDbContext>());
                CreateTables(scope.ServiceProvider.GetRequiredService<ReportingDbContext>());
                app.UseScreenMeetWebhooks();
                app.MapControllers();
                app.MapScreenMeetWebhook(InboxNode.Path);
                app.MapPost("/webhooks/minimal", async (ScreenMeetDelivery delivery, IScreenMeetInbox inbox, CancellationToken cancellationToken) =>
                    await inbox.AddAsync(delivery, cancellationToken)).RequireScreenMeetSignature("minimal");
            });
    }

    private static void Configure(TestDatabase database, DbContextOptionsBuilder options)
    {
        _ = database.IsSqlite
            ? options.UseSqlite(database.ConnectionString, static sqlite => sqlite.ExecutionStrategy(static dependencies => new RetryingStrategy(dependencies)))
            : options.UseNpgsql(database.ConnectionString, static npgsql => npgsql.EnableRetryOnFailure());
        options.UseSnakeCaseNamingConvention()
            .UseLazyLoadingProxies()
            .UseChangeTrackingProxies()
            .UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking)
            .AddInterceptors(new AuditInterceptor());
    }

    private static void SetKey(ScreenMeetWebhookOptions webhook) => webhook.SigningKey = Signed.Key;

    private static void SetRetries(ScreenMeetInboxOptions options) =>
        (options.MaxAttempts, options.MinRetryDelay, options.MaxRetryDelay) = (3, TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(200));

    private static async Task MakeSerializableAsync(TestDatabase database)
    {
        await using var connection = new NpgsqlConnection(database.ConnectionString + ";Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand($"ALTER DATABASE {connection.Database} SET default_transaction_isolation = 'serializable'", connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    // Each context adds its tables to those that are there.
    private static void CreateTables(DbContext context)
    {
        var creator = (RelationalDatabaseCreator)context.GetService<IRelationalDatabaseCreator>();
        if (!creator.Exists())
        {
            creator.Create();
        }

        creator.CreateTables();
    }
}
