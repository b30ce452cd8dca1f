using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace ScreenMeet.AspNetCore;

// The transaction of an event's handlers on SQLite. The interceptor begins it with their first write.
internal sealed class SqliteHandlerTransaction(DbContext context)
{
    private static readonly ConditionalWeakTable<DbContext, SqliteHandlerTransaction> s_armed = [];

    private readonly SemaphoreSlim _gate = SqliteDialect.WriteGateOf(context);
    private readonly Lock _lock = new();
    private IDbContextTransaction? _transaction;
    private bool _holdsGate;
    private volatile bool _isAbandoned;

    public bool IsBeginning { get; private set; }

    public static SqliteHandlerTransaction? Of(DbContext? context) => context is not null && s_armed.TryGetValue(context, out var transaction) ? transaction : null;

    public void Arm() => s_armed.AddOrUpdate(context, this);

    // True if the handlers have written.
    public bool Disarm()
    {
        s_armed.Remove(context);
        if (_transaction is not null && !ReferenceEquals(context.Database.CurrentTransaction, _transaction))
        {
            throw new InvalidOperationException(InboxMistakes.TransactionEnded);
        }

        return _transaction is not null;
    }

    public async Task EnsureBegunAsync(CancellationToken cancellationToken)
    {
        ThrowIfAbandoned();
        if (_transaction is null)
        {
            await _gate.WaitAsync(cancellationToken);
            _holdsGate = true;
            IsBeginning = true;
            try
            {
                _transaction = await context.Database.BeginTransactionAsync(cancellationToken);
            }
            finally
            {
                IsBeginning = false;
            }
        }
    }

    public void EnsureBegun()
    {
        ThrowIfAbandoned();
        if (_transaction is null)
        {
            _gate.Wait();
            _holdsGate = true;
            IsBeginning = true;
            try
            {
                _transaction = context.Database.BeginTransaction();
            }
            finally
            {
                IsBeginning = false;
            }
        }
    }

    // Puts a command into the transaction that was begun after the command was made.
    public void Enlist(DbCommand command) => command.Transaction ??= _transaction!.GetDbTransaction();

    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        await _transaction!.CommitAsync(cancellationToken);
        await EndAsync();
    }

    public Task RollbackAsync()
    {
        s_armed.Remove(context);
        return EndAsync();
    }

    // Rolls back although a handler is still running, which cannot write any more.
    public Task AbandonAsync()
    {
        _isAbandoned = true;
        return EndAsync();
    }

    private void ThrowIfAbandoned()
    {
        if (_isAbandoned)
        {
            throw new InvalidOperationException(InboxMistakes.HandlerTooLate);
        }
    }

    private async Task EndAsync()
    {
        try
        {
            if (_transaction is { } transaction)
            {
                _transaction = null;
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
