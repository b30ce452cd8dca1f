using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace ScreenMeet.AspNetCore.Inbox.Tests.Existing;

// Records every change of every entity.
public sealed class AuditInterceptor : SaveChangesInterceptor
{
    public override ValueTask<InterceptionResult<int>> SavingChangesAsync(DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        var context = eventData.Context!;
        foreach (var changed in context.ChangeTracker.Entries().Where(static entry => entry.State is not EntityState.Unchanged).ToArray())
        {
            context.Add(context.CreateProxy<AuditEntry>(entry => entry.Entity = changed.Metadata.ClrType.Name));
        }

        return new(result);
    }
}
