using System.Collections.Concurrent;
using System.Data.Common;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;

namespace ScreenMeet.AspNetCore;

// SQLite has one writer at a time, and one process of those that share the file dispatches (see SqliteDispatchLock). So nothing is locked
// to claim a session, and no transaction is open while a handler runs, until its first write. From then on it holds the file's only write
// lock, so deliveries wait for it.
internal sealed class SqliteDialect(InboxSql sql) : InboxDialect(sql)
{
    public const string Provider = "Microsoft.EntityFrameworkCore.Sqlite";

    // The writers of this process queue here, because SQLite itself lets them wait by trying again at intervals, in no order.
    private static readonly ConcurrentDictionary<string, SemaphoreSlim> s_writeGates = new(StringComparer.Ordinal);

    // The writes of one file that have the same names of tables.
    private readonly ConcurrentDictionary<string, SqliteWriteQueue> _writeQueues = new(StringComparer.Ordinal);

    protected override string Now => "strftime('%Y-%m-%d %H:%M:%f+00:00', 'now')";

    protected override string AfterDelay => "strftime('%Y-%m-%d %H:%M:%f+00:00', 'now', '+' || @delay || ' seconds')";

    protected override string BeforeAge => "strftime('%Y-%m-%d %H:%M:%f+00:00', 'now', '-' || @age || ' seconds')";

    protected override string SecondsSince(string column) => $"(julianday('now') - julianday({column})) * 86400.0";

    // SQLite would rather sort all rows of a webhook than read them in the order of their key.
    protected override string InOrder => " NOT INDEXED";

    public static SemaphoreSlim WriteGateOf(DbContext context) =>
        s_writeGates.GetOrAdd(context.Database.GetDbConnection().DataSource, static _ => new(1, 1));

    public override async Task<IReadOnlyCollection<long>> StoreAsync(DbContext context, DeliveryToStore delivery, CancellationToken cancellationToken)
    {
        var sessions = new List<long>();
        await WriteAsync(context, StoreRowsAsync, cancellationToken);
        return sessions;

        async Task StoreRowsAsync(DbContext context, CancellationToken cancellationToken)
        {
            await using var insertKey = Command(
                context,
                $$"""INSERT INTO {Key} ({Key.Key}, {Key.WebhookName}, {Key.StoredAt}) VALUES (@key, @webhook, {{Now}}) ON CONFLICT DO NOTHING""",
                ("@key", null),
                ("@webhook", delivery.WebhookName));
            await using var insertEvent = Command(
                context,
                $$"""
                INSERT INTO {Event} ({Event.WebhookName}, {Event.Session}, {Event.Json}, {Event.DeliveryFingerprint}, {Event.Index},
                  {Event.ReceivedAt}, {Event.StoredAt}, {Event.Attempts}, {Event.TraceParent})
                VALUES (@webhook, @session, @json, @fingerprint, @index, @received, {{Now}}, 0, @trace)
                """,
                ("@webhook", delivery.WebhookName),
                ("@session", 0L),
                ("@json", null),
                ("@fingerprint", delivery.Fingerprint),
                ("@index", 0),
                ("@received", delivery.ReceivedAt),
                ("@trace", delivery.TraceParent));
            foreach (var row in delivery.Events)
            {
                insertKey.Parameters["@key"].Value = row.Key;
                if (await insertKey.ExecuteNonQueryAsync(cancellationToken) == 1)
                {
                    insertEvent.Parameters["@session"].Value = row.Session;
                    insertEvent.Parameters["@json"].Value = row.Json;
                    insertEvent.Parameters["@index"].Value = row.Index;
                    await insertEvent.ExecuteNonQueryAsync(cancellationToken);
                    sessions.Add(row.Session);
                }
            }
        }
    }

    // Runs a write in a transaction, in turn with the other writers. The provider begins it IMMEDIATE, so it cannot fail later for another
    // process's write.
    public override Task WriteAsync(DbContext context, Func<DbContext, CancellationToken, Task> write, CancellationToken cancellationToken) =>
        _writeQueues.GetOrAdd(context.Database.GetDbConnection().DataSource, static (_, gate) => new(gate), WriteGateOf(context)).WriteAsync(context, write, cancellationToken);

    public override SessionBatch CreateBatch(DbContext context, string webhookName, TimeSpan handlerTimeout) => new Batch(this, context, webhookName);

    protected override Task<int> DeleteAsync(DbContext context, List<long> ids, CancellationToken cancellationToken) => ExecuteAsync(
        context, "DELETE FROM {Event} WHERE {Event.Id} IN (SELECT value FROM json_each(@ids))", cancellationToken, ("@ids", JsonSerializer.Serialize(ids)));

    // SQLite has only one code for all mistakes in SQL, and messages in English only.
    public override bool IsTableMissing(Exception exception) =>
        exception is DbException && exception.Message.Contains("no such table", StringComparison.Ordinal);

    // SQLITE_READONLY.
    public override string? ExplainFailure(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is DbException && cause.Message.Contains("readonly database", StringComparison.Ordinal))
            {
                return InboxMistakes.WrittenOutside;
            }
        }

        return null;
    }

    private sealed class Batch(SqliteDialect dialect, DbContext context, string webhookName) : SessionBatch(context)
    {
        private readonly SqliteHandlerTransaction _transaction = new(context);

        // The events that were handled without a write. They are deleted together.
        private readonly List<long> _handled = [];

        public override bool IsHeldUp => _transaction.IsHeldUp;

        public override async Task<Claim?> ClaimAsync(long session, CancellationToken cancellationToken)
        {
            await using var command = dialect.Command(Context, dialect.ReadClaimSql, ("@webhook", webhookName), ("@session", session));
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            return await ReadClaimAsync(reader, cancellationToken);
        }

        public override Task BeginEventAsync(CancellationToken cancellationToken)
        {
            _transaction.Arm();
            return Task.CompletedTask;
        }

        public override async Task MarkHandledAsync(ClaimedEvent claimed, CancellationToken cancellationToken)
        {
            if (!await _transaction.DisarmAsync(cancellationToken))
            {
                _handled.Add(claimed.Id);
                return;
            }

            // The handlers hold the write lock, which the next event's handlers may not need for long.
            await dialect.DeleteHandledAsync(Context, [.. _handled, claimed.Id], cancellationToken);
            await _transaction.CommitAsync(cancellationToken);
            _handled.Clear();
        }

        public override Task UndoEventAsync(CancellationToken cancellationToken) => _transaction.RollbackAsync();

        public override async Task RecordAsync(Func<DbContext, CancellationToken, Task> record, CancellationToken cancellationToken)
        {
            _transaction.AllowWrites();
            await dialect.WriteAsync(
                Context,
                async (context, cancellationToken) =>
                {
                    await DeleteHandledAsync(context, cancellationToken);
                    await record(context, cancellationToken);
                },
                cancellationToken);
            _handled.Clear();
        }

        public override async Task CommitAsync(CancellationToken cancellationToken)
        {
            if (_handled.Count > 0)
            {
                _transaction.AllowWrites();
                await dialect.WriteAsync(Context, DeleteHandledAsync, cancellationToken);
                _handled.Clear();
            }
        }

        // The handlers' transaction may hold the write lock, which the record needs.
        public override async Task AbandonAsync(InboxDatabase database, Func<DbContext, CancellationToken, Task> record)
        {
            await _transaction.AbandonAsync();
            await database.WriteAsync((_, other, cancellationToken) => record(other, cancellationToken), CancellationToken.None);
        }

        public override async ValueTask DisposeAsync() => await _transaction.RollbackAsync();

        private Task DeleteHandledAsync(DbContext context, CancellationToken cancellationToken) =>
            _handled.Count == 0 ? Task.CompletedTask : dialect.DeleteHandledAsync(context, _handled, cancellationToken);
    }
}
