using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace ScreenMeet.AspNetCore.Inbox.Tests;

// Counts the connections that are opened or tried.
public sealed class ConnectionCounter : DbConnectionInterceptor
{
    private int _count;

    public int Count => Volatile.Read(ref _count);

    public override ValueTask<InterceptionResult> ConnectionOpeningAsync(
        DbConnection connection, ConnectionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _count);
        return new(result);
    }
}
