using System.Data.Common;
using System.Runtime.ExceptionServices;
using System.Transactions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ScreenMeet.AspNetCore;

// The database of one context, always through a scope of its own: never the context, connection or transaction of a request.
internal sealed class InboxDatabase(Type contextType, DatabaseAvailability availability, IServiceScopeFactory scopeFactory)
{
    public Type ContextType => contextType;

    public DatabaseAvailability Availability => availability;

    public DbContext GetContext(IServiceProvider scope) => (DbContext)scope.GetRequiredService(contextType);

    // Uses a context with an open connection.
    public async Task<T> UseAsync<T>(Func<InboxDialect, DbContext, CancellationToken, Task<T>> use, CancellationToken cancellationToken)
    {
        using var outsideOfTransactions = new TransactionScope(TransactionScopeOption.Suppress, TransactionScopeAsyncFlowOption.Enabled);
        await using var scope = scopeFactory.CreateAsyncScope();
        var context = GetContext(scope.ServiceProvider);
        return await OnceAsync(context, async () =>
        {
            var dialect = await OpenAsync(context, cancellationToken);
            try
            {
                return await use(dialect, context, cancellationToken);
            }
            catch (DbException exception)
            {
                await ReportAsync(dialect, context, exception);
                throw;
            }
        });
    }

    public Task UseAsync(Func<InboxDialect, DbContext, CancellationToken, Task> use, CancellationToken cancellationToken) => UseAsync<object?>(
        async (dialect, context, cancellationToken) =>
        {
            await use(dialect, context, cancellationToken);
            return null;
        },
        cancellationToken);

    // Uses a context for a write of the inbox's own, in a transaction.
    public Task WriteAsync(Func<InboxDialect, DbContext, CancellationToken, Task> write, CancellationToken cancellationToken) => UseAsync(
        (dialect, context, cancellationToken) =>
            dialect.WriteAsync(context, (context, cancellationToken) => write(dialect, context, cancellationToken), cancellationToken),
        cancellationToken);

    public async Task<T> WriteAsync<T>(Func<InboxDialect, DbContext, CancellationToken, Task<T>> write, CancellationToken cancellationToken)
    {
        var result = default(T);
        await WriteAsync(async Task (dialect, context, cancellationToken) => result = await write(dialect, context, cancellationToken), cancellationToken);
        return result!;
    }

    // Opens the connection of a context.
    public async Task<InboxDialect> OpenAsync(DbContext context, CancellationToken cancellationToken)
    {
        var dialect = InboxDialect.Of(context);
        try
        {
            await context.Database.OpenConnectionAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            availability.Report(exception, isTableMissing: false);
            throw;
        }

        return dialect;
    }

    // Takes note of a failure of one of the inbox's own statements.
    public async Task ReportAsync(InboxDialect dialect, DbContext context, Exception exception)
    {
        if (dialect.IsTableMissing(exception))
        {
            availability.Report(exception, isTableMissing: true);
        }
        else
        {
            await dialect.DiscardIfReadOnlyAsync(context, exception);
        }
    }

    // Runs an operation within the execution strategy of a context, since a strategy that retries refuses transactions outside of it. The
    // operation is not retried: handlers must not run again within an attempt, and a sender must not wait for minutes.
    public static async Task<T> OnceAsync<T>(DbContext context, Func<Task<T>> operation)
    {
        var result = default(T);
        ExceptionDispatchInfo? failure = null;
        await context.Database.CreateExecutionStrategy().ExecuteAsync(async () =>
        {
            try
            {
                result = await operation();
            }
            catch (Exception exception)
            {
                failure = ExceptionDispatchInfo.Capture(exception);
            }
        });
        failure?.Throw();
        return result!;
    }
}
