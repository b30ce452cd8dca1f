using Microsoft.EntityFrameworkCore;
using ScreenMeet.InboxHarness;

namespace ScreenMeet.AspNetCore.Inbox.ChaosTests;

// The database of a run, with the tables of the nodes, and the folder of their journals.
internal sealed class NodeDatabase : IAsyncDisposable
{
    public static readonly TimeSpan HandlerTimeout = TimeSpan.FromSeconds(4);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("screenmeet-chaos-");
    private readonly string _connectionString;

    private NodeDatabase(PostgreSqlServer? server, string? connectionString)
    {
        Server = server;
        _connectionString = connectionString ?? $"Data Source={Path.Combine(_folder.FullName, "app.db")}";
        Journal = _folder.CreateSubdirectory("journal").FullName;
    }

    // Null for SQLite.
    public PostgreSqlServer? Server { get; }

    public string Journal { get; }

    public static async Task<NodeDatabase> CreatePostgreSqlAsync()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "This needs Linux and its signals.");
        Assert.SkipUnless(PostgreSqlServer.Bin is not null, "This needs PostgreSQL.");
        var server = await PostgreSqlServer.StartAsync("fsync=off");
        return await CreateAsync(new(server, await server.CreateDatabaseAsync()));
    }

    public static Task<NodeDatabase> CreateSqliteAsync()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "This needs Linux and its signals.");
        return CreateAsync(new(server: null, connectionString: null));
    }

    public AppDbContext CreateContext()
    {
        var options = new DbContextOptionsBuilder<AppDbContext>();
        return new((Server is null ? options.UseSqlite(_connectionString + ";Pooling=false") : options.UseNpgsql(_connectionString + ";Pooling=false")).Options);
    }

    // The options are those of the inbox, as "name=value".
    public Node StartNode(string name, params string[] options)
    {
        string[] usual = [$"HandlerTimeout={HandlerTimeout}", "PollingInterval=00:00:00.1", "MinRetryDelay=00:00:00.1", "MaxRetryDelay=00:00:02", "MaxAttempts=6", "MaxConcurrency=6"];
        return new(
            name,
            [
                "--Logging:LogLevel:Default=Warning",
                "--Logging:LogLevel:Microsoft.Hosting.Lifetime=Information",
                $"--Provider={(Server is null ? "Sqlite" : "PostgreSql")}",
                $"--ConnectionString={_connectionString}{(Server is null ? "" : $";Application Name={name}")}",
                $"--Journal={Journal}",
                .. usual.Concat(options).Select(static option => $"--Inbox:{option}"),
            ]);
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var context = CreateContext();
        await context.Database.ExecuteSqlRawAsync(sql, TestContext.Current.CancellationToken);
    }

    public async Task<List<Effect>> ReadEffectsAsync()
    {
        await using var context = CreateContext();
        return await context.Effects.AsNoTracking().OrderBy(static effect => effect.Id).ToListAsync(TestContext.Current.CancellationToken);
    }

    public async Task<bool> HasPendingAsync()
    {
        await using var context = CreateContext();
        return await context.Set<ScreenMeetInboxEvent>().AnyAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (Server is not null)
        {
            await Server.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }

    private static async Task<NodeDatabase> CreateAsync(NodeDatabase database)
    {
        await using var context = database.CreateContext();
        await context.Database.EnsureCreatedAsync(TestContext.Current.CancellationToken);
        await database.ExecuteAsync("""CREATE INDEX effects_of_session ON "Effects" ("Session", "Number")""");
        return database;
    }
}
