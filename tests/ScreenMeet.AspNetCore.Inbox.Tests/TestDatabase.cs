using Microsoft.EntityFrameworkCore;
using ScreenMeet.InboxHarness;

namespace ScreenMeet.AspNetCore.Inbox.Tests;

// A database of one test.
public sealed class TestDatabase : IAsyncDisposable
{
    private readonly string? _directory;

    private TestDatabase(string connectionString, bool isSqlite, string? directory)
    {
        ConnectionString = connectionString;
        IsSqlite = isSqlite;
        _directory = directory;
    }

    public string ConnectionString { get; }

    public bool IsSqlite { get; }

    public static async Task<TestDatabase> CreateAsync(DatabaseKind kind, PostgreSqlFixture postgreSql, bool hasTables = true)
    {
        TestDatabase database;
        if (kind == DatabaseKind.Sqlite)
        {
            var directory = Directory.CreateTempSubdirectory("screenmeet-inbox-").FullName;
            database = new($"Data Source={Path.Combine(directory, "app.db")}", isSqlite: true, directory);
        }
        else
        {
            database = new(await (await postgreSql.GetServerAsync()).CreateDatabaseAsync(), isSqlite: false, directory: null);
        }

        if (hasTables)
        {
            await database.CreateTablesAsync();
        }

        return database;
    }

    public void Configure(DbContextOptionsBuilder options, string extra = "") =>
        _ = IsSqlite ? options.UseSqlite(ConnectionString + extra) : options.UseNpgsql(ConnectionString + extra);

    public AppDbContext CreateContext()
    {
        var options = new DbContextOptionsBuilder<AppDbContext>();
        Configure(options);
        return new(options.Options);
    }

    public async Task CreateTablesAsync()
    {
        await using var context = CreateContext();
        await context.Database.EnsureCreatedAsync(TestContext.Current.CancellationToken);
    }

    // The effects in the order in which they were saved.
    public async Task<List<Effect>> ReadEffectsAsync()
    {
        await using var context = CreateContext();
        return await context.Effects.AsNoTracking().OrderBy(effect => effect.Id).ToListAsync(TestContext.Current.CancellationToken);
    }

    public async Task<int> CountAsync<T>() where T : class
    {
        await using var context = CreateContext();
        return await context.Set<T>().CountAsync(TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync()
    {
        Npgsql.NpgsqlConnection.ClearAllPools();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        if (_directory is not null)
        {
            Directory.Delete(_directory, recursive: true);
        }

        return default;
    }
}
