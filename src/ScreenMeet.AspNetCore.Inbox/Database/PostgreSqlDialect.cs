using System.Buffers.Binary;
using System.Data;
using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace ScreenMeet.AspNetCore;

// PostgreSQL distributes the work: a unique index deduplicates, and an advisory lock for each session excludes other nodes. The lock
// belongs to the transaction in which the handlers run, so it ends with that transaction or with its connection, and it works behind
// PgBouncer in transaction mode. Nothing else is written to claim a session.
internal sealed class PostgreSqlDialect(InboxSql sql) : InboxDialect(sql)
{
    public const string Provider = "Npgsql.EntityFrameworkCore.PostgreSQL";

    private const string Savepoint = "screenmeet_event_";

    // The server ends a transaction that it has not heard of for this long after the handlers' time-out, because the host has vanished.
    private static readonly TimeSpan s_margin = TimeSpan.FromSeconds(2);

    // The time for one of the inbox's own writes.
    private static readonly TimeSpan s_writeTime = TimeSpan.FromSeconds(5);

    // For the current transaction, the server gives up a host from which it has not heard for @time: one that is silent between two
    // statements, during one, or while it reads the answer to one. If the host's packets are lost, it notices earlier. This overrules
    // shorter time-outs of the server's configuration. Some parameters do not exist everywhere, and some systems log that they do not
    // support them.
    private const string LimitSql = """
        set_config('idle_in_transaction_session_timeout', @time, true), set_config('statement_timeout', @time, true),
        set_config('tcp_keepalives_idle', '5', true), set_config('tcp_keepalives_interval', '1', true),
        CASE WHEN version() LIKE '%linux%' THEN set_config('tcp_user_timeout', @time, true) END,
        CASE WHEN current_setting('transaction_timeout', true) IS NOT NULL THEN set_config('transaction_timeout', '0', true) END
        """;

    // clock_timestamp() goes on within a transaction, unlike now().
    protected override string Now => "clock_timestamp()";

    protected override string AfterDelay => "clock_timestamp() + make_interval(secs => @delay)";

    // Unlike clock_timestamp(), this is the same for the whole statement, so that an index finds what is older.
    protected override string BeforeAge => "statement_timestamp() - make_interval(secs => @age)";

    // For applications that call UseIdentityAlwaysColumns().
    protected override string WithOwnId => " OVERRIDING SYSTEM VALUE";

    // Nodes that purge at the same time leave each other's rows alone.
    protected override string SkipLocked => " FOR UPDATE SKIP LOCKED";

    protected override string ForUpdate => " FOR UPDATE";

    protected override string SecondsSince(string column) => $"CAST(extract(epoch FROM clock_timestamp() - {column}) AS double precision)";

    // One statement. The keys are inserted in their own order: two nodes that insert the same keys in opposite order would deadlock. The
    // events are inserted in the order of the delivery, so that their ids are in that order.
    private const string StoreSql = """
        WITH input AS (
          SELECT * FROM unnest(@keys, @sessions, @json, @indexes) WITH ORDINALITY AS i(key, session, json, index, n)
        ), fresh AS (
          INSERT INTO {Key} ({Key.Key}, {Key.WebhookName}, {Key.StoredAt})
          SELECT key, @webhook, clock_timestamp() FROM input ORDER BY key
          ON CONFLICT DO NOTHING RETURNING {Key.Key} AS key
        )
        INSERT INTO {Event} ({Event.WebhookName}, {Event.Session}, {Event.Json}, {Event.DeliveryFingerprint}, {Event.Index},
          {Event.ReceivedAt}, {Event.StoredAt}, {Event.Attempts}, {Event.TraceParent})
        SELECT @webhook, session, json, @fingerprint, index, @received, clock_timestamp(), 0, CAST(@trace AS text)
        FROM input JOIN fresh USING (key) ORDER BY n
        RETURNING {Event.Session}
        """;

    public override async Task<IReadOnlyCollection<long>> StoreAsync(DbContext context, DeliveryToStore delivery, CancellationToken cancellationToken)
    {
        await using var command = Command(
            context,
            StoreSql,
            ("@keys", delivery.Events.Select(static e => e.Key).ToArray()),
            ("@sessions", delivery.Events.Select(static e => e.Session).ToArray()),
            ("@json", delivery.Events.Select(static e => e.Json).ToArray()),
            ("@indexes", delivery.Events.Select(static e => e.Index).ToArray()),
            ("@webhook", delivery.WebhookName),
            ("@fingerprint", delivery.Fingerprint),
            ("@received", delivery.ReceivedAt),
            ("@trace", delivery.TraceParent));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var sessions = new List<long>();
        while (await reader.ReadAsync(cancellationToken))
        {
            sessions.Add(reader.GetInt64(0));
        }

        return sessions;
    }

    public override Task WriteAsync(DbContext context, Func<DbContext, CancellationToken, Task> write, CancellationToken cancellationToken) => base.WriteAsync(
        context,
        async (context, cancellationToken) =>
        {
            await ExecuteAsync(context, $"SELECT {LimitSql}", cancellationToken, ("@time", Milliseconds(s_writeTime)));
            await write(context, cancellationToken);
        },
        cancellationToken);

    // The lock, then the read, in one round trip. They are statements of their own, since the read needs a snapshot that was taken after the
    // lock.
    private string ClaimSql => field ??= $"""
        SELECT pg_try_advisory_xact_lock(@lock), pg_backend_pid(), current_setting('transaction_read_only') = 'on', {LimitSql};
        {ReadClaimSql}
        """;

    public override SessionBatch CreateBatch(DbContext context, string webhookName, TimeSpan handlerTimeout) => new Batch(this, context, webhookName, handlerTimeout);

    // Without the savepoints, the rows are deleted by the transaction itself and not by one subtransaction in another for each event.
    protected override Task<int> DeleteAsync(DbContext context, List<long> ids, CancellationToken cancellationToken) => ExecuteAsync(
        context, $"RELEASE SAVEPOINT {Savepoint}1; DELETE FROM {{Event}} WHERE {{Event.Id}} = ANY(@ids)", cancellationToken, ("@ids", ids));

    // 42P01 is undefined_table.
    public override bool IsTableMissing(Exception exception) => SqlStateOf(exception) == "42P01";

    // read_only_sql_transaction: after a failover, the pool may hold connections to a server that does not accept writes any more. This
    // server process is ended, so that the pool does not use the connection again.
    public override async Task DiscardIfReadOnlyAsync(DbContext context, Exception exception)
    {
        if (SqlStateOf(exception) != "25006")
        {
            return;
        }

        try
        {
            await ExecuteAsync(context, "SELECT pg_terminate_backend(pg_backend_pid())", CancellationToken.None);
        }
        catch (DbException)
        {
            // The connection is gone, as it should be.
        }
    }

    public override string? ExplainFailure(Exception exception) => SqlStateOf(exception) switch
    {
        "25P03" => "The server ended the transaction because of its setting idle_in_transaction_session_timeout, which is shorter than the handlers took.",
        "25P01" or "3B001" => InboxMistakes.TransactionEnded,
        "25P02" => "A handler caught the exception of a failed SQL statement and went on. PostgreSQL refuses everything after such a statement, so nothing was saved. Let the exception out of the handler.",
        _ => null,
    };

    // in_failed_sql_transaction and invalid_savepoint_specification: an earlier statement has failed, so the savepoint of this event could not be made.
    public override bool IsBrokenBefore(Exception exception) => SqlStateOf(exception) is "25P02" or "3B001";

    private static string Milliseconds(TimeSpan time) => $"{Math.Min(time.TotalMilliseconds, int.MaxValue):0}ms";

    private static string? SqlStateOf(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is DbException { SqlState: { } state })
            {
                return state;
            }
        }

        return null;
    }

    private sealed class Batch(PostgreSqlDialect dialect, DbContext context, string webhookName, TimeSpan handlerTimeout) : SessionBatch(context)
    {
        private IDbContextTransaction? _transaction;
        private int _serverProcess;
        private long _lock;

        // The events that were handled. They are deleted together.
        private readonly List<long> _handled = [];

        public override async Task<Claim?> ClaimAsync(long session, CancellationToken cancellationToken)
        {
            // Under a higher level, the snapshot would be taken by the first statement, before the lock is held.
            _transaction = await Context.Database.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
            await using var command = dialect.Command(
                Context,
                dialect.ClaimSql,
                ("@lock", _lock = LockOf(session)),
                ("@time", Milliseconds(handlerTimeout + s_margin)),
                ("@webhook", webhookName),
                ("@session", session));
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            await reader.ReadAsync(cancellationToken);
            if (reader.GetBoolean(2))
            {
                throw new ReadOnlyServerException();
            }

            if (!reader.GetBoolean(0))
            {
                return null;
            }

            PostgreSqlConnectionInterceptor.Hold(Context);
            _serverProcess = reader.GetInt32(1);
            await reader.NextResultAsync(cancellationToken);
            return await ReadClaimAsync(reader, cancellationToken);
        }

        // The savepoints of the other events are made when the event before them is marked.
        public override Task BeginEventAsync(CancellationToken cancellationToken) =>
            _handled.Count == 0 ? SaveAsync(number: 1, cancellationToken) : Task.CompletedTask;

        // The provider refuses the next savepoint if a handler has ended the transaction by SQL, which Entity Framework Core does not notice.
        public override async Task MarkHandledAsync(ClaimedEvent claimed, CancellationToken cancellationToken)
        {
            if (!ReferenceEquals(Context.Database.CurrentTransaction, _transaction))
            {
                throw Ended(null);
            }

            try
            {
                await SaveAsync(_handled.Count + 2, cancellationToken);
            }
            catch (InvalidOperationException exception)
            {
                throw Ended(exception);
            }

            _handled.Add(claimed.Id);
        }

        public override Task UndoEventAsync(CancellationToken cancellationToken) =>
            _transaction!.GetDbTransaction().RollbackAsync(SavepointOf(_handled.Count + 1), cancellationToken);

        public override Task RecordAsync(Func<DbContext, CancellationToken, Task> record, CancellationToken cancellationToken) => record(Context, cancellationToken);

        public override async Task CommitAsync(CancellationToken cancellationToken)
        {
            if (_handled.Count > 0)
            {
                await dialect.DeleteHandledAsync(Context, _handled, cancellationToken);
            }

            await _transaction!.CommitAsync(cancellationToken);
        }

        // Another node can claim the session as soon as the lock is free, so the event is recorded before that. The connection may be in
        // use, so its server process is ended from another one, if it still has the lock.
        public override async Task AbandonAsync(InboxDatabase database, Func<DbContext, CancellationToken, Task> record)
        {
            try
            {
                await database.WriteAsync((_, other, cancellationToken) => record(other, cancellationToken), CancellationToken.None);
            }
            finally
            {
                await database.UseAsync((dialect, other, cancellationToken) => TerminateAsync(other, cancellationToken), CancellationToken.None);
            }
        }

        public override ValueTask DisposeAsync()
        {
            PostgreSqlConnectionInterceptor.Release(Context);
            return _transaction?.DisposeAsync() ?? default;
        }

        // The provider sends the savepoint together with the next statement. Its name is its own: if the statement before it has failed, the
        // savepoint is not made, and a rollback must not find that of an earlier event.
        private Task SaveAsync(int number, CancellationToken cancellationToken) =>
            _transaction!.GetDbTransaction().SaveAsync(SavepointOf(number), cancellationToken);

        private InvalidOperationException Ended(Exception? exception) => new(
            Context.Database.GetDbConnection().State == ConnectionState.Open ? InboxMistakes.TransactionEnded : InboxMistakes.ConnectionLost, exception);

        private static string SavepointOf(int number) => string.Create(CultureInfo.InvariantCulture, $"{Savepoint}{number}");

        private Task<int> TerminateAsync(DbContext other, CancellationToken cancellationToken) => dialect.ExecuteAsync(
            other,
            """
            SELECT pg_terminate_backend(pid) FROM pg_locks
            WHERE pid = @process AND locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
              AND (CAST(classid AS bigint) << 32) | CAST(objid AS bigint) = @lock
            """,
            cancellationToken,
            ("@process", _serverProcess),
            ("@lock", _lock));

        // Advisory locks are shared by the whole database, so the key covers the table and the webhook.
        private long LockOf(long session) =>
            BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{session}:{dialect.Identity}:{webhookName}")));
    }
}
