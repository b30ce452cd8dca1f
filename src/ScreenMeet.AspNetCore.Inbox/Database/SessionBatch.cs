using System.Data.Common;
using Microsoft.EntityFrameworkCore;

namespace ScreenMeet.AspNetCore;

// The claim of one session, and what is done with its events. Handlers use the same context.
internal abstract class SessionBatch(DbContext context) : IAsyncDisposable
{
    // How many events one claim reads. They share a commit if their handlers are quick.
    public const int MaxEvents = 16;

    protected DbContext Context => context;

    // Claims a session and reads its oldest events. Null if another node has it.
    public abstract Task<Claim?> ClaimAsync(long session, CancellationToken cancellationToken);

    // Called before the handlers of each event.
    public abstract Task BeginEventAsync(CancellationToken cancellationToken);

    // Called after the handlers of each event. Throws if their effects cannot be committed together with the mark, which is made at the latest
    // by CommitAsync.
    public abstract Task MarkHandledAsync(ClaimedEvent claimed, CancellationToken cancellationToken);

    // True if the handlers of the current event have not got further because handlers of other sessions are writing.
    public virtual bool IsHeldUp => false;

    // Undoes what the handlers of the current event did, and nothing of the events before it.
    public abstract Task UndoEventAsync(CancellationToken cancellationToken);

    // Records what became of an event that was not handled. Called after UndoEventAsync.
    public abstract Task RecordAsync(Func<DbContext, CancellationToken, Task> record, CancellationToken cancellationToken);

    public abstract Task CommitAsync(CancellationToken cancellationToken);

    // Ends the claim although a handler may still be using the context, and records on another connection what became of its event.
    public abstract Task AbandonAsync(InboxDatabase database, Func<DbContext, CancellationToken, Task> record);

    public abstract ValueTask DisposeAsync();

    // Reads the rows of InboxDialect.ReadClaimSql.
    protected static async Task<Claim> ReadClaimAsync(DbDataReader reader, CancellationToken cancellationToken)
    {
        var (isPaused, version) = (false, 0L);
        var events = new List<ClaimedEvent>();
        while (await reader.ReadAsync(cancellationToken))
        {
            events.Add(new(
                reader.GetInt64(0),
                reader.GetFieldValue<byte[]>(1),
                reader.GetFieldValue<byte[]>(2),
                reader.GetInt32(3),
                reader.GetFieldValue<DateTimeOffset>(4),
                reader.GetInt32(5),
                reader.GetBoolean(6),
                reader.IsDBNull(7) ? null : reader.GetString(7),
                reader.GetBoolean(8),
                reader.GetDouble(9)));
            (isPaused, version) = (reader.GetBoolean(10), reader.GetInt64(11));
        }

        return new(isPaused, version, events);
    }
}
