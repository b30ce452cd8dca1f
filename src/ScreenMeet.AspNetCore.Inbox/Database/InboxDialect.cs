using System.Collections.Concurrent;
using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace ScreenMeet.AspNetCore;

// The SQL of the inbox: here what every database understands, in the derived classes what they do differently. All times are the
// database's, since the clocks of nodes differ.
internal abstract class InboxDialect
{
    // How many rows a page, a purge or a retry of a group takes at once, so that none of them holds locks for long.
    protected const int BatchSize = 500;

    // How many rows are counted.
    public const int MaxCount = 10_000;

    private static readonly ConditionalWeakTable<IModel, InboxDialect> s_dialects = [];

    private readonly InboxSql _sql;
    private readonly ConcurrentDictionary<string, string> _texts = new(StringComparer.Ordinal);

    protected InboxDialect(InboxSql sql) => _sql = sql;

    public static bool Supports(string? provider) => provider is PostgreSqlDialect.Provider or SqliteDialect.Provider;

    public static InboxDialect Of(DbContext context) => s_dialects.GetValue(context.Model, _ => context.Database.ProviderName switch
    {
        PostgreSqlDialect.Provider => new PostgreSqlDialect(InboxSql.Create(context)),
        SqliteDialect.Provider => new SqliteDialect(InboxSql.Create(context)),
        var provider => throw new InvalidOperationException(InboxMistakes.ProviderUnsupported(context.GetType(), provider)),
    });

    // The name of the events' table, with its schema.
    public string Identity => _sql.Identity;

    // The current time.
    protected abstract string Now { get; }

    // The time after @delay seconds.
    protected abstract string AfterDelay { get; }

    // The time before @age seconds.
    protected abstract string BeforeAge { get; }

    // The seconds from a column's time until now.
    protected abstract string SecondsSince(string column);

    // Ends a query whose row is about to be moved: it waits for a transaction that has changed the row, and finds nothing if that deletes it.
    protected virtual string ForUpdate => "";

    // Ends a subquery whose rows are about to be changed: rows that another transaction has locked are left to it.
    protected virtual string SkipLocked => "";

    // Allows an id to be inserted although the database generates it.
    protected virtual string WithOwnId => "";

    // Follows a table of which the first rows by id are read.
    protected virtual string InOrder => "";

    // Stores the events that are not known, and returns their sessions.
    public abstract Task<IReadOnlyCollection<long>> StoreAsync(DbContext context, DeliveryToStore delivery, CancellationToken cancellationToken);

    // Runs a write of the inbox's own in a transaction.
    public virtual async Task WriteAsync(DbContext context, Func<DbContext, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await write(context, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    public abstract SessionBatch CreateBatch(DbContext context, string webhookName, TimeSpan handlerTimeout);

    public abstract bool IsTableMissing(Exception exception);

    // True if an event could not be undone because the transaction was broken before it began.
    public virtual bool IsBrokenBefore(Exception exception) => false;

    // Says what a failure means, if its own message does not.
    public virtual string? ExplainFailure(Exception exception) => null;

    // Keeps a connection that leads to a server without write access from being used again.
    public virtual Task DiscardIfReadOnlyAsync(DbContext context, Exception exception) => Task.CompletedTask;

    // Finds sessions whose oldest event is due. It examines a bounded number of sessions after the given one, and returns where to go on,
    // or null if it has reached the last.
    public async Task<(List<long> Due, long? GoOnAfter)> FindDueAsync(DbContext context, string webhookName, long after, CancellationToken cancellationToken)
    {
        const int maxExamined = 5000;
        var due = new List<long>();
        await using var command = Command(context, FindDueSql, ("@webhook", webhookName), ("@after", after), ("@max", maxExamined));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var examined = 0;
        while (await reader.ReadAsync(cancellationToken))
        {
            examined++;
            after = reader.GetInt64(0);
            if (reader.GetBoolean(1))
            {
                due.Add(after);
                if (due.Count == BatchSize)
                {
                    return (due, after);
                }
            }
        }

        return (due, examined == maxExamined ? after : null);
    }

    // Reads the oldest events of a session, as SessionBatch.ReadClaimAsync expects them. The webhook is read with the events, in one
    // snapshot: what another node announced before an event was stored is known when the event is.
    protected string ReadClaimSql => field ??= $$"""
        SELECT e.{Event.Id}, e.{Event.Json}, e.{Event.DeliveryFingerprint}, e.{Event.Index}, e.{Event.ReceivedAt}, e.{Event.Attempts}, e.{Event.BegunAt} IS NOT NULL, e.{Event.TraceParent},
          COALESCE(e.{Event.DueAt} <= {{Now}}, 1 = 1), {{SecondsSince("e.{Event.StoredAt}")}}, COALESCE(w.{Webhook.IsPaused}, 1 = 0), COALESCE(w.{Webhook.Version}, 0)
        FROM {Event} AS e LEFT JOIN {Webhook} AS w ON w.{Webhook.WebhookName} = e.{Event.WebhookName}
        WHERE e.{Event.WebhookName} = @webhook AND e.{Event.Session} = @session ORDER BY e.{Event.Id} LIMIT {{SessionBatch.MaxEvents}}
        """;

    // Jumps from session to session in the index, however many events each has, and however many sessions there are.
    private string FindDueSql => $$"""
        WITH RECURSIVE heads(session, n) AS (
          SELECT (SELECT min({Event.Session}) FROM {Event} WHERE {Event.WebhookName} = @webhook AND {Event.Session} > @after), 1
          UNION ALL
          SELECT (SELECT min(e.{Event.Session}) FROM {Event} AS e WHERE e.{Event.WebhookName} = @webhook AND e.{Event.Session} > heads.session), n + 1
          FROM heads WHERE heads.session IS NOT NULL AND n < @max
        )
        SELECT session,
          COALESCE((SELECT e.{Event.DueAt} FROM {Event} AS e WHERE e.{Event.WebhookName} = @webhook AND e.{Event.Session} = heads.session ORDER BY e.{Event.Id} LIMIT 1) <= {{Now}}, 1 = 1)
        FROM heads WHERE session IS NOT NULL
        """;

    public async Task<(bool IsPaused, string? EventTypes, long Version)> ReadWebhookAsync(DbContext context, string webhookName, CancellationToken cancellationToken)
    {
        await using var command = Command(
            context, "SELECT {Webhook.IsPaused}, {Webhook.EventTypes}, {Webhook.Version} FROM {Webhook} WHERE {Webhook.WebhookName} = @webhook", ("@webhook", webhookName));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? (reader.GetBoolean(0), reader.IsDBNull(1) ? null : reader.GetString(1), reader.GetInt64(2)) : (false, null, 0);
    }

    // Tells the other nodes which event types this node, which starts now, has handlers for.
    public Task AnnounceAsync(DbContext context, string webhookName, string? eventTypes, CancellationToken cancellationToken) => ExecuteAsync(
        context,
        """
        INSERT INTO {Webhook} AS w ({Webhook.WebhookName}, {Webhook.IsPaused}, {Webhook.EventTypes}, {Webhook.Version}) VALUES (@webhook, 1 = 0, CAST(@types AS text), 1)
        ON CONFLICT ({Webhook.WebhookName}) DO UPDATE SET {Webhook.EventTypes} = excluded.{Webhook.EventTypes}, {Webhook.Version} = w.{Webhook.Version} + 1
        WHERE COALESCE(w.{Webhook.EventTypes}, '') <> COALESCE(excluded.{Webhook.EventTypes}, '')
        """,
        cancellationToken,
        ("@webhook", webhookName),
        ("@types", eventTypes));

    public Task PauseAsync(DbContext context, string webhookName, bool isPaused, CancellationToken cancellationToken) => ExecuteAsync(
        context,
        """
        INSERT INTO {Webhook} ({Webhook.WebhookName}, {Webhook.IsPaused}, {Webhook.EventTypes}, {Webhook.Version}) VALUES (@webhook, @paused, NULL, 0)
        ON CONFLICT ({Webhook.WebhookName}) DO UPDATE SET {Webhook.IsPaused} = excluded.{Webhook.IsPaused}
        """,
        cancellationToken,
        ("@webhook", webhookName),
        ("@paused", isPaused));

    public Task<long> ReadLastIdAsync(DbContext context, CancellationToken cancellationToken) =>
        ScalarAsync(context, "SELECT COALESCE(max({Event.Id}), 0) FROM {Event}", cancellationToken);

    // Deletes events that were handled. If one of them is not there any more, its effects must not be committed.
    public async Task DeleteHandledAsync(DbContext context, List<long> ids, CancellationToken cancellationToken)
    {
        if (await DeleteAsync(context, ids, cancellationToken) != ids.Count)
        {
            throw new InvalidOperationException(InboxMistakes.EventGone);
        }
    }

    protected abstract Task<int> DeleteAsync(DbContext context, List<long> ids, CancellationToken cancellationToken);

    // Records the start of an attempt, in case the process does not see its end.
    public Task BeginAttemptAsync(DbContext context, long id, CancellationToken cancellationToken) => ExecuteAsync(
        context,
        $$"""UPDATE {Event} SET {Event.Attempts} = {Event.Attempts} + 1, {Event.BegunAt} = {{Now}} WHERE {Event.Id} = @id""",
        cancellationToken,
        ("@id", id));

    // Takes back the start of an attempt that was interrupted by the shutdown.
    public Task CancelAttemptAsync(DbContext context, long id, CancellationToken cancellationToken) => ExecuteAsync(
        context,
        "UPDATE {Event} SET {Event.Attempts} = {Event.Attempts} - 1, {Event.BegunAt} = NULL WHERE {Event.Id} = @id AND {Event.BegunAt} IS NOT NULL",
        cancellationToken,
        ("@id", id));

    // A node that lost its connection records its attempt late, when others may have gone on with the event. False if it is theirs now.
    public async Task<bool> ScheduleAsync(DbContext context, long id, int attempts, TimeSpan delay, CancellationToken cancellationToken) => await ExecuteAsync(
        context,
        $$"""
        UPDATE {Event} SET {Event.Attempts} = @attempts, {Event.DueAt} = {{AfterDelay}}, {Event.BegunAt} = NULL
        WHERE {Event.Id} = @id AND {Event.Attempts} <= @attempts
        """,
        cancellationToken,
        ("@id", id),
        ("@attempts", attempts),
        ("@delay", delay.TotalSeconds)) == 1;

    public async Task<bool> BuryAsync(DbContext context, long id, int attempts, Failure failure, CancellationToken cancellationToken)
    {
        var moved = await ExecuteAsync(
            context,
            $$"""
            INSERT INTO {DeadEvent} ({DeadEvent.Id}, {DeadEvent.WebhookName}, {DeadEvent.Session}, {DeadEvent.Json}, {DeadEvent.DeliveryFingerprint}, {DeadEvent.Index},
              {DeadEvent.ReceivedAt}, {DeadEvent.StoredAt}, {DeadEvent.TraceParent}, {DeadEvent.Attempts}, {DeadEvent.LastAttemptAt}, {DeadEvent.ErrorText}, {DeadEvent.ErrorGroup})
            SELECT {Event.Id}, {Event.WebhookName}, {Event.Session}, {Event.Json}, {Event.DeliveryFingerprint}, {Event.Index},
              {Event.ReceivedAt}, {Event.StoredAt}, {Event.TraceParent}, @attempts, {{Now}}, @error, @group
            FROM {Event} WHERE {Event.Id} = @id AND {Event.Attempts} <= @attempts{{ForUpdate}}
            """,
            cancellationToken,
            ("@id", id),
            ("@attempts", attempts),
            ("@error", failure.Error),
            ("@group", failure.Group));
        return moved == 1 && await ExecuteAsync(context, "DELETE FROM {Event} WHERE {Event.Id} = @id", cancellationToken, ("@id", id)) == 1;
    }

    // Counts at most MaxCount rows of each table, whatever is in them.
    public async Task<(int Pending, int Retrying, int Dead, double? Lag, DateTimeOffset? OldestPending)> ReadStatusAsync(DbContext context, string webhookName, CancellationToken cancellationToken)
    {
        await using var command = Command(
            context,
            $$"""
            SELECT c.pending, c.retrying,
              (SELECT count(*) FROM (SELECT 1 FROM {DeadEvent} WHERE {DeadEvent.WebhookName} = @webhook LIMIT @max) AS d),
              {{SecondsSince("o.{Event.StoredAt}")}}, o.{Event.StoredAt}
            FROM (
              SELECT count(CASE WHEN e.attempts = 0 THEN 1 END) AS pending, count(CASE WHEN e.attempts > 0 THEN 1 END) AS retrying
              FROM (SELECT {Event.Attempts} AS attempts FROM {Event} WHERE {Event.WebhookName} = @webhook LIMIT @max) AS e) AS c
            LEFT JOIN (SELECT {Event.StoredAt} FROM {Event}{{InOrder}} WHERE {Event.WebhookName} = @webhook ORDER BY {Event.Id} LIMIT 1) AS o ON 1 = 1
            """,
            ("@webhook", webhookName),
            ("@max", MaxCount));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (
            (int)reader.GetInt64(0),
            (int)reader.GetInt64(1),
            (int)reader.GetInt64(2),
            reader.IsDBNull(3) ? null : Math.Max(0, reader.GetDouble(3)),
            reader.IsDBNull(4) ? null : reader.GetFieldValue<DateTimeOffset>(4));
    }

    public async Task<List<ScreenMeetDeadEvent>> ReadDeadAsync(DbContext context, string webhookName, long after, CancellationToken cancellationToken)
    {
        const int pageSize = 100;
        await using var command = Command(
            context,
            $$"""
            SELECT {DeadEvent.Id}, {DeadEvent.Json}, {DeadEvent.ErrorText}, {DeadEvent.ErrorGroup}, {DeadEvent.Attempts}, {DeadEvent.LastAttemptAt}
            FROM {DeadEvent}{{InOrder}} WHERE {DeadEvent.WebhookName} = @webhook AND {DeadEvent.Id} > @after ORDER BY {DeadEvent.Id} LIMIT @size
            """,
            ("@webhook", webhookName),
            ("@after", after),
            ("@size", pageSize));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var page = new List<ScreenMeetDeadEvent>();
        while (await reader.ReadAsync(cancellationToken))
        {
            page.Add(new()
            {
                Id = reader.GetInt64(0),
                Event = Webhooks.ScreenMeetEventParser.ParseEvent(reader.GetFieldValue<byte[]>(1)),
                WebhookName = webhookName,
                Error = reader.GetString(2),
                ErrorGroup = reader.GetString(3),
                Attempts = reader.GetInt32(4),
                LastAttemptAt = reader.GetFieldValue<DateTimeOffset>(5),
            });
        }

        return page;
    }

    public async Task<bool> IsDeadAsync(DbContext context, string webhookName, long id, CancellationToken cancellationToken) =>
        await ScalarAsync(
            context, "SELECT count(*) FROM {DeadEvent} WHERE {DeadEvent.Id} = @id AND {DeadEvent.WebhookName} = @webhook", cancellationToken, ("@id", id), ("@webhook", webhookName)) > 0;

    public Task<int> DiscardAsync(DbContext context, string webhookName, long id, CancellationToken cancellationToken) => ExecuteAsync(
        context, "DELETE FROM {DeadEvent} WHERE {DeadEvent.Id} = @id AND {DeadEvent.WebhookName} = @webhook", cancellationToken, ("@id", id), ("@webhook", webhookName));

    // Moves dead events back, with their ids, so that they keep their place in the order. Returns their sessions.
    public async Task<List<long>> ReviveAsync(DbContext context, IReadOnlyList<long> ids, CancellationToken cancellationToken)
    {
        var sessions = new List<long>();
        await WriteAsync(context, MoveAsync, cancellationToken);
        return sessions;

        async Task MoveAsync(DbContext context, CancellationToken cancellationToken)
        {
            foreach (var id in ids)
            {
                await using var command = Command(
                    context,
                    $$"""
                    INSERT INTO {Event} ({Event.Id}, {Event.WebhookName}, {Event.Session}, {Event.Json}, {Event.DeliveryFingerprint}, {Event.Index},
                      {Event.ReceivedAt}, {Event.StoredAt}, {Event.TraceParent}, {Event.Attempts}){{WithOwnId}}
                    SELECT {DeadEvent.Id}, {DeadEvent.WebhookName}, {DeadEvent.Session}, {DeadEvent.Json}, {DeadEvent.DeliveryFingerprint}, {DeadEvent.Index},
                      {DeadEvent.ReceivedAt}, {DeadEvent.StoredAt}, {DeadEvent.TraceParent}, 0
                    FROM {DeadEvent} WHERE {DeadEvent.Id} = @id{{ForUpdate}}
                    ON CONFLICT DO NOTHING RETURNING {Event.Session}
                    """,
                    ("@id", id));
                if (await command.ExecuteScalarAsync(cancellationToken) is long session)
                {
                    sessions.Add(session);
                    await ExecuteAsync(context, "DELETE FROM {DeadEvent} WHERE {DeadEvent.Id} = @id", cancellationToken, ("@id", id));
                }
            }
        }
    }

    // The current time in the database's own format, so that it can be compared with what is stored.
    public async Task<object> ReadNowAsync(DbContext context, CancellationToken cancellationToken)
    {
        await using var command = Command(context, $"SELECT {Now}");
        return (await command.ExecuteScalarAsync(cancellationToken))!;
    }

    // The next dead events of a group after an id, of those whose last attempt was before a moment.
    public async Task<List<long>> FindGroupAsync(DbContext context, string webhookName, string group, object before, long after, CancellationToken cancellationToken)
    {
        await using var command = Command(
            context,
            $$"""
            SELECT {DeadEvent.Id} FROM {DeadEvent}{{InOrder}}
            WHERE {DeadEvent.WebhookName} = @webhook AND {DeadEvent.ErrorGroup} = @group AND {DeadEvent.LastAttemptAt} <= @before AND {DeadEvent.Id} > @after
            ORDER BY {DeadEvent.Id} LIMIT @size
            """,
            ("@webhook", webhookName),
            ("@group", group),
            ("@before", before),
            ("@after", after),
            ("@size", BatchSize));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var ids = new List<long>();
        while (await reader.ReadAsync(cancellationToken))
        {
            ids.Add(reader.GetInt64(0));
        }

        return ids;
    }

    // Deletes one batch of keys and one of dead events that are older than their retention. True if there may be more.
    public async Task<bool> PurgeAsync(DbContext context, string webhookName, TimeSpan keyRetention, TimeSpan deadRetention, CancellationToken cancellationToken)
    {
        var keys = await ExecuteAsync(
            context,
            $$"""
            DELETE FROM {Key} WHERE {Key.Key} IN (
              SELECT {Key.Key} FROM {Key} WHERE {Key.WebhookName} = @webhook AND {Key.StoredAt} < {{BeforeAge}} ORDER BY {Key.StoredAt} LIMIT @size{{SkipLocked}})
            """,
            cancellationToken,
            ("@webhook", webhookName),
            ("@age", keyRetention.TotalSeconds),
            ("@size", BatchSize));
        var dead = await ExecuteAsync(
            context,
            $$"""
            DELETE FROM {DeadEvent} WHERE {DeadEvent.Id} IN (
              SELECT {DeadEvent.Id} FROM {DeadEvent} WHERE {DeadEvent.WebhookName} = @webhook AND {DeadEvent.LastAttemptAt} < {{BeforeAge}}
              ORDER BY {DeadEvent.LastAttemptAt} LIMIT @size{{SkipLocked}})
            """,
            cancellationToken,
            ("@webhook", webhookName),
            ("@age", deadRetention.TotalSeconds),
            ("@size", BatchSize));
        return keys == BatchSize || dead == BatchSize;
    }

    protected async Task<int> ExecuteAsync(DbContext context, string sql, CancellationToken cancellationToken, params (string Name, object? Value)[] parameters)
    {
        await using var command = Command(context, sql, parameters);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    // A command on the context's own connection, within its transaction if it has one. It does not pass the application's interceptors.
    protected DbCommand Command(DbContext context, string sql, params (string Name, object? Value)[] parameters)
    {
        var command = context.Database.GetDbConnection().CreateCommand();
        command.CommandText = _texts.GetOrAdd(sql, _sql.Expand);
        command.CommandTimeout = 30;
        command.Transaction = context.Database.CurrentTransaction?.GetDbTransaction();
        foreach (var (name, value) in parameters)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.Value = value ?? DBNull.Value;
            command.Parameters.Add(parameter);
        }

        return command;
    }

    private async Task<long> ScalarAsync(DbContext context, string sql, CancellationToken cancellationToken, params (string Name, object? Value)[] parameters)
    {
        await using var command = Command(context, sql, parameters);
        return Convert.ToInt64(await command.ExecuteScalarAsync(cancellationToken), System.Globalization.CultureInfo.InvariantCulture);
    }
}
