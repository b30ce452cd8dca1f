using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace ScreenMeet.AspNetCore;

// The inbox's own writes to one SQLite file. Those that wait for the write lock at the same time share a transaction, because each commit
// waits for the disk.
internal sealed class SqliteWriteQueue(SemaphoreSlim gate)
{
    private const int MaxWrites = 64;
    private const string Savepoint = "screenmeet_write";

    private static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(30);

    private readonly ConcurrentQueue<Pending> _waiting = new();

    // Returns when the write has been committed. It may run with the context of another caller.
    public async Task WriteAsync(DbContext context, Func<DbContext, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        var pending = new Pending(write);
        _waiting.Enqueue(pending);
        try
        {
            if (!await gate.WaitAsync(s_longestWait, cancellationToken))
            {
                throw new TimeoutException("Another transaction of this process has held the write lock of the SQLite database for 30 seconds.");
            }
        }
        catch (Exception) when (pending.TryTake())
        {
            throw;
        }
        catch (Exception)
        {
            // Another caller has begun to write it.
            await pending.Written;
            return;
        }

        try
        {
            while (!pending.IsTaken)
            {
                await WriteWaitingAsync(context);
            }
        }
        finally
        {
            gate.Release();
        }

        await pending.Written;
    }

    private async Task WriteWaitingAsync(DbContext context)
    {
        var writes = new List<Pending>();
        while (writes.Count < MaxWrites && _waiting.TryDequeue(out var waiting))
        {
            if (waiting.TryTake())
            {
                writes.Add(waiting);
            }
        }

        try
        {
            await using (var transaction = await context.Database.BeginTransactionAsync())
            {
                foreach (var write in writes)
                {
                    await RunAsync(write, context, transaction.GetDbTransaction(), isAlone: writes.Count == 1);
                }

                await transaction.CommitAsync();
            }

            writes.ForEach(static write => write.Complete());
        }
        catch (Exception exception)
        {
            writes.ForEach(write => write.Fail(exception));
        }
    }

    // A write that fails takes nothing of the others with it.
    private static async Task RunAsync(Pending write, DbContext context, DbTransaction transaction, bool isAlone)
    {
        if (isAlone)
        {
            await write.RunAsync(context);
            return;
        }

        await transaction.SaveAsync(Savepoint);
        try
        {
            await write.RunAsync(context);
        }
        catch (Exception exception)
        {
            await transaction.RollbackAsync(Savepoint);
            write.Fail(exception);
        }

        await transaction.ReleaseAsync(Savepoint);
    }

    private sealed class Pending(Func<DbContext, CancellationToken, Task> write)
    {
        private readonly TaskCompletionSource _written = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _isTaken;

        public Task Written => _written.Task;

        public bool IsTaken => Volatile.Read(ref _isTaken) != 0;

        // True for one caller only.
        public bool TryTake() => Interlocked.Exchange(ref _isTaken, 1) == 0;

        public Task RunAsync(DbContext context) => write(context, CancellationToken.None);

        public void Complete() => _written.TrySetResult();

        public void Fail(Exception exception) => _written.TrySetException(exception);
    }
}
