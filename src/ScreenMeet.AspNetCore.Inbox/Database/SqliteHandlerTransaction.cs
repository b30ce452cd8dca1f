using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace ScreenMeet.AspNetCore;

// The transaction of an event's handlers on SQLite. The interceptor begins it with their first write. Before that, and after the handlers
// were abandoned, their connection cannot write, so nothing is ever committed beside it.
internal sealed class SqliteHandlerTransaction(DbContext context)
{
    private const string Savepoint = "screenmeet_event";

    private static readonly ConditionalWeakTable<DbContext, SqliteHandlerTransaction> s_armed = [];

    private readonly SemaphoreSlim _gate = SqliteDialect.WriteGateOf(context);
    private readonly Lock _lock = new();
    private IDbContextTransaction? _transaction;
    private bool _holdsGate;
    private bool _isReadOnly;
    private volatile bool _isAbandoned;

    public bool IsBeginning { get; private set; }

    // True if the handlers wait, or have waited in vain, until handlers of other sessions do not write any more.
    public bool IsHeldUp { get; private set; }

    public static SqliteHandlerTransaction? Of(DbContext? context) => context is not null && s_armed.TryGetValue(context, out var transaction) ? transaction : null;

    public void Arm()
    {
        IsHeldUp = false;
        s_armed.AddOrUpdate(context, this);
        SetReadOnly(true);
    }

    // True if the handlers have written.
    public async Task<bool> DisarmAsync(CancellationToken cancellationToken)
    {
        s_armed.Remove(context);
        if (_transaction is null)
        {
            // A handler may have swallowed that its transaction could not begin, and the gate is still held then.
            await EndAsync();
            return false;
        }

        if (!ReferenceEquals(context.Database.CurrentTransaction, _transaction))
        {
            throw new InvalidOperationException(InboxMistakes.TransactionEnded);
        }

        try
        {
            // The savepoint is there only if no handler has ended the transaction by SQL, which nothing else notices.
            await _transaction.ReleaseSavepointAsync(Savepoint, cancellationToken);
        }
        catch (Exception exception) when (exception is DbException or InvalidOperationException)
        {
            throw new InvalidOperationException(InboxMistakes.TransactionEnded, exception);
        }

        return true;
    }

    // For the inbox's own writes, between two events.
    public void AllowWrites() => SetReadOnly(false);

    public async Task EnsureBegunAsync(CancellationToken cancellationToken)
    {
        ThrowIfAbandoned();
        if (_transaction is null)
        {
            IsHeldUp = true;
            await _gate.WaitAsync(cancellationToken);
            HoldGate();
            IsBeginning = true;
            try
            {
                SetReadOnly(false);
                _transaction = await context.Database.BeginTransactionAsync(cancellationToken);
                await _transaction.CreateSavepointAsync(Savepoint, cancellationToken);
            }
            finally
            {
                IsBeginning = false;
            }

            await EndIfAbandonedAsync();
        }
    }

    public void EnsureBegun()
    {
        ThrowIfAbandoned();
        if (_transaction is null)
        {
            IsHeldUp = true;
            _gate.Wait();
            HoldGate();
            IsBeginning = true;
            try
            {
                SetReadOnly(false);
                _transaction = context.Database.BeginTransaction();
                _transaction.CreateSavepoint(Savepoint);
            }
            finally
            {
                IsBeginning = false;
            }

            EndIfAbandonedAsync().GetAwaiter().GetResult();
        }
    }

    // Puts a command into the transaction that was begun after the command was made.
    public void Enlist(DbCommand command) => command.Transaction ??= _transaction!.GetDbTransaction();

    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        await _transaction!.CommitAsync(cancellationToken);
        await EndAsync();
    }

    // If the handlers were abandoned, this is called when they have ended.
    public async Task RollbackAsync()
    {
        s_armed.Remove(context);
        try
        {
            await EndAsync();
        }
        finally
        {
            SetReadOnly(false);
        }
    }

    // Rolls back although a handler is still running, which cannot write any more.
    public async Task AbandonAsync()
    {
        _isAbandoned = true;
        try
        {
            SetReadOnly(true);
        }
        finally
        {
            await EndAsync();
        }
    }

    private void ThrowIfAbandoned()
    {
        if (_isAbandoned)
        {
            throw new InvalidOperationException(InboxMistakes.HandlerTooLate);
        }
    }

    // A handler can be abandoned while it waits for the gate.
    private void HoldGate()
    {
        lock (_lock)
        {
            if (!_isAbandoned)
            {
                (_holdsGate, IsHeldUp) = (true, false);
                return;
            }
        }

        _gate.Release();
        ThrowIfAbandoned();
    }

    // A handler can be abandoned while its transaction begins.
    private async Task EndIfAbandonedAsync()
    {
        if (_isAbandoned)
        {
            await AbandonAsync();
            ThrowIfAbandoned();
        }
    }

    private void SetReadOnly(bool value)
    {
        if (_isReadOnly != value)
        {
            using var command = context.Database.GetDbConnection().CreateCommand();
            command.CommandText = value ? "PRAGMA query_only = 1" : "PRAGMA query_only = 0";
            command.ExecuteNonQuery();
            _isReadOnly = value;
        }
    }

    private async Task EndAsync()
    {
        try
        {
            if (Interlocked.Exchange(ref _transaction, null) is { } transaction)
            {
                await transaction.DisposeAsync();
            }
        }
        finally
        {
            lock (_lock)
            {
                if (_holdsGate)
                {
                    _holdsGate = false;
                    _gate.Release();
                }
            }
        }
    }
}
