using System.Collections.Concurrent;
using System.Data.Common;
using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;
using SQLitePCL;

namespace ScreenMeet.AspNetCore.Inbox.Load;

// Keeps the statements that the inbox executes on SQLite, with their parameters' values. SQLite measures in milliseconds only, so the
// statements are measured afterwards.
internal sealed class SqliteStatements : DbConnectionInterceptor
{
    private readonly ConcurrentDictionary<string, string> _statements = new(StringComparer.Ordinal);

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) => Trace(connection);

    public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        Trace(connection);
        return Task.CompletedTask;
    }

    public async Task<List<ExecutedStatement>> MeasureAsync(LoadDatabase database)
    {
        await using var connection = new SqliteConnection(database.ConnectionString);
        await connection.OpenAsync();
        var measured = new List<ExecutedStatement>();
        foreach (var sql in _statements.Values)
        {
            await using var explain = new SqliteCommand("EXPLAIN QUERY PLAN " + sql, connection);
            var plan = new List<string>();
            await using (var reader = await explain.ExecuteReaderAsync())
            {
                while (await reader.ReadAsync())
                {
                    plan.Add(reader.GetString(3));
                }
            }

            // What it measures is rolled back, so each time finds the same rows.
            for (var i = 0; i < 50; i++)
            {
                await using var transaction = await connection.BeginTransactionAsync();
                await using var command = new SqliteCommand(sql, connection, (SqliteTransaction)transaction);
                await command.PrepareAsync();
                var started = Stopwatch.GetTimestamp();
                await using (var reader = await command.ExecuteReaderAsync())
                {
                    while (await reader.ReadAsync())
                    {
                    }
                }

                measured.Add(new(sql, Stopwatch.GetElapsedTime(started).TotalMilliseconds, string.Join('\n', plan)));
            }
        }

        return measured;
    }

    // One of each kind is enough.
    private void Trace(DbConnection connection)
    {
        if (connection is SqliteConnection sqlite)
        {
            raw.sqlite3_trace(
                sqlite.Handle,
                (_, text) =>
                {
                    var sql = text.Trim();
                    if (Statement.All.FirstOrDefault(statement => statement.Matches(new(sql, 0, ""))) is { } statement)
                    {
                        _statements.TryAdd(statement.Name, sql);
                    }
                },
                null);
        }
    }
}
