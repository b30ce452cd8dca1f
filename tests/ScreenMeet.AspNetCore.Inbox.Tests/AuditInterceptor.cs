using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace ScreenMeet.AspNetCore.Inbox.Tests;

// Takes note of the types of all rows that are saved.
public sealed class AuditInterceptor : SaveChangesInterceptor
{
    public ConcurrentDictionary<Type, bool> Seen { get; } = [];

    public override ValueTask<InterceptionResult<int>> SavingChangesAsync(DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        foreach (var entry in eventData.Context!.ChangeTracker.Entries())
        {
            Seen[entry.Entity.GetType()] = true;
        }

        return new(result);
    }
}
