using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using ScreenMeet.InboxHarness;

namespace ScreenMeet.AspNetCore.Inbox.Load;

// How a node reaches the database.
internal sealed record LoadDatabase(string Kind, string ConnectionString)
{
    public const string Sqlite = "sqlite";
    public const string PostgreSql = "postgresql";

    public static string[] Kinds { get; } = [Sqlite, PostgreSql];

    public bool IsSqlite => Kind == Sqlite;

    public void Configure(DbContextOptionsBuilder options) => _ = IsSqlite ? options.UseSqlite(ConnectionString) : options.UseNpgsql(ConnectionString);

    public AppDbContext CreateContext()
    {
        var options = new DbContextOptionsBuilder<AppDbContext>();
        Configure(options);
        return new(options.Options);
    }

    // Creates a database with the tables, and deletes it at the end. The nodes use the extra settings of the connection string, too.
    public static async Task UseAsync(string kind, string extra, Func<LoadDatabase, PostgreSqlServer?, Task> use, params string[] settings)
    {
        if (kind == Sqlite)
        {
            var directory = Directory.CreateTempSubdirectory("screenmeet-load-");
            try
            {
                await CreateAsync(new(Sqlite, $"Data Source={Path.Combine(directory.FullName, "app.db")}{extra}"), null, use);
            }
            finally
            {
                SqliteConnection.ClearAllPools();
                directory.Delete(recursive: true);
            }
        }
        else
        {
            await using var server = await PostgreSqlServer.StartAsync(settings);
            await CreateAsync(new(PostgreSql, await server.CreateDatabaseAsync() + extra), server, use);
            NpgsqlConnection.ClearAllPools();
        }
    }

    private static async Task CreateAsync(LoadDatabase database, PostgreSqlServer? server, Func<LoadDatabase, PostgreSqlServer?, Task> use)
    {
        await using (var context = database.CreateContext())
        {
            await context.Database.EnsureCreatedAsync();
        }

        await use(database, server);
    }
}
