using Npgsql;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Inbox.Tests;

// A connection of a test's own to a PostgreSQL database, beside those of the nodes.
public sealed class DatabaseSession : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;

    private DatabaseSession(NpgsqlConnection connection) => _connection = connection;

    public static async Task<DatabaseSession> OpenAsync(TestDatabase database)
    {
        var connection = new NpgsqlConnection(database.ConnectionString + ";Pooling=false;Application Name=test;Command Timeout=120");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        return new(connection);
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var command = new NpgsqlCommand(sql, _connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    public async Task<T?> ReadAsync<T>(string sql)
    {
        await using var command = new NpgsqlCommand(sql, _connection);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken) is T value ? value : default;
    }

    // Waits until a query says true.
    public Task WaitAsync(string condition, string what, Func<string>? details = null) => Poll.UntilAsync(() => ReadAsync<bool>($"SELECT {condition}"), what, details);

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
