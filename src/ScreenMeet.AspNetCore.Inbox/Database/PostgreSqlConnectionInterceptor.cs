using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace ScreenMeet.AspNetCore;

// Keeps the context of handlers on the connection of the claim. If that is lost, Entity Framework Core would open another one for the
// handlers' next statement, which would then be committed by itself, outside of the transaction.
internal sealed class PostgreSqlConnectionInterceptor : DbConnectionInterceptor
{
    private static readonly ConditionalWeakTable<DbContext, object> s_held = [];

    public static void Hold(DbContext context) => s_held.AddOrUpdate(context, context);

    public static void Release(DbContext context) => s_held.Remove(context);

    public override InterceptionResult ConnectionOpening(DbConnection connection, ConnectionEventData eventData, InterceptionResult result)
    {
        ThrowIfHeld(eventData);
        return result;
    }

    public override ValueTask<InterceptionResult> ConnectionOpeningAsync(
        DbConnection connection, ConnectionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
    {
        ThrowIfHeld(eventData);
        return new(result);
    }

    private static void ThrowIfHeld(ConnectionEventData eventData)
    {
        if (eventData.Context is { } context && s_held.TryGetValue(context, out _))
        {
            throw new InvalidOperationException(InboxMistakes.ConnectionLost);
        }
    }
}
