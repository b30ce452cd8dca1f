using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using ScreenMeet.InboxHarness;

namespace ScreenMeet.AspNetCore.Inbox.Tests;

// A database of one test.
public sealed class TestDatabase : IAsyncDisposable
{
    private static readonly bool s_isAllBounced = Environment.GetEnvironmentVariable("SCREENMEET_PGBOUNCER") == "1";

    private readonly string? _directory;

    private TestDatabase(string connectionString, bool isSqlite, string? directory)
    {
        ConnectionString = connectionString;
        IsSqlite = isSqlite;
        _directory = directory;
    }

    public string ConnectionString { get; }

    // Without PgBouncer.
    public string DirectConnectionString { get; private init; } = "";

    public bool IsSqlite { get; }

    public string FilePath => new SqliteConnectionStringBuilder(ConnectionString).DataSource;

    public static async Task<TestDatabase> CreateAsync(DatabaseKind kind, PostgreSqlFixture postgreSql, bool hasTables = true)
    {
        if (kind != DatabaseKind.Sqlite)
        {
            var isBounced = kind == DatabaseKind.PgBouncer || s_isAllBounced;
            return await CreateAsync(await postgreSql.GetServerAsync(), hasTables, isBounced ? await postgreSql.GetPgBouncerAsync() : null);
        }

        var directory = Directory.CreateTempSubdirectory("screenmeet-inbox-").FullName;
        var database = new TestDatabase($"Data Source={Path.Combine(directory, "app.db")}", isSqlite: true, directory);
        if (hasTables)
        {
            await database.CreateTablesAsync();
        }

        return database;
    }

    // A database on a server of the test's own.
    public static async Task<TestDatabase> CreateAsync(PostgreSqlServer server, bool hasTables = true, PgBouncer? pgBouncer = null)
    {
        var direct = await server.CreateDatabaseAsync();
        var database = new TestDatabase(pgBouncer?.ConnectionString(direct) ?? direct, isSqlite: false, directory: null) { DirectConnectionString = direct };
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

    // Runs a statement beside the application.
    public async Task ExecuteAsync(string sql)
    {
        await using var connection = CreateConnection();
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    // A connection beside the application's.
    public DbConnection CreateConnection() =>
        IsSqlite ? new SqliteConnection(ConnectionString + ";Pooling=false") : new NpgsqlConnection(DirectConnectionString + ";Pooling=false");

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
        NpgsqlConnection.ClearAllPools();
        SqliteConnection.ClearAllPools();
        if (_directory is not null)
        {
            Directory.Delete(_directory, recursive: true);
        }

        return default;
    }
}
