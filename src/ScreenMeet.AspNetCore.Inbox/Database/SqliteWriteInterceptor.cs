using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace ScreenMeet.AspNetCore;

// Begins the transaction of a handler with its first write. It does nothing for contexts that no handler of the inbox uses.
internal sealed class SqliteWriteInterceptor : DbCommandInterceptor, ISaveChangesInterceptor, IDbTransactionInterceptor
{
    public InterceptionResult<int> SavingChanges(DbContextEventData eventData, InterceptionResult<int> result)
    {
        SqliteHandlerTransaction.Of(eventData.Context)?.EnsureBegun();
        return result;
    }

    public async ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        if (SqliteHandlerTransaction.Of(eventData.Context) is { } transaction)
        {
            await transaction.EnsureBegunAsync(cancellationToken);
        }

        return result;
    }

    public override InterceptionResult<int> NonQueryExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<int> result)
    {
        if (SqliteHandlerTransaction.Of(eventData.Context) is { } transaction)
        {
            transaction.EnsureBegun();
            transaction.Enlist(command);
        }

        return result;
    }

    public override async ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        if (SqliteHandlerTransaction.Of(eventData.Context) is { } transaction)
        {
            await transaction.EnsureBegunAsync(cancellationToken);
            transaction.Enlist(command);
        }

        return result;
    }

    public override InterceptionResult<DbDataReader> ReaderExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result)
    {
        if (MayWrite(command) && SqliteHandlerTransaction.Of(eventData.Context) is { } transaction)
        {
            transaction.EnsureBegun();
            transaction.Enlist(command);
        }

        return result;
    }

    public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        if (MayWrite(command) && SqliteHandlerTransaction.Of(eventData.Context) is { } transaction)
        {
            await transaction.EnsureBegunAsync(cancellationToken);
            transaction.Enlist(command);
        }

        return result;
    }

    public InterceptionResult<DbTransaction> TransactionStarting(
        DbConnection connection, TransactionStartingEventData eventData, InterceptionResult<DbTransaction> result)
    {
        ThrowIfHandlerBegins(eventData);
        return result;
    }

    public ValueTask<InterceptionResult<DbTransaction>> TransactionStartingAsync(
        DbConnection connection, TransactionStartingEventData eventData, InterceptionResult<DbTransaction> result, CancellationToken cancellationToken = default)
    {
        ThrowIfHandlerBegins(eventData);
        return new(result);
    }

    // A handler's own transaction could be committed although the event is not marked as handled. PostgreSQL refuses it too, because
    // there the inbox's transaction is open from the start.
    private static void ThrowIfHandlerBegins(TransactionStartingEventData eventData)
    {
        if (SqliteHandlerTransaction.Of(eventData.Context) is { IsBeginning: false })
        {
            throw new InvalidOperationException(InboxMistakes.TransactionBegun);
        }
    }

    // A statement that returns rows writes only with a RETURNING clause.
    private static bool MayWrite(DbCommand command) => command.CommandText.Contains("RETURNING", StringComparison.OrdinalIgnoreCase);
}
