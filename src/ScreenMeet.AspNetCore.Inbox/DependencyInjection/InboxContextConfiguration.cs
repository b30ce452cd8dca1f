using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace ScreenMeet.AspNetCore;

// Adds the interceptors to the contexts of inboxes, also to a class that AddDbContext<TContextService, TContextImplementation> registers
// for the one that AddInbox has.
internal sealed class InboxContextConfiguration<TContext>(
    IEnumerable<InboxRegistration> registrations, SqliteWriteInterceptor sqliteInterceptor, PostgreSqlConnectionInterceptor postgreSqlInterceptor)
    : IDbContextOptionsConfiguration<TContext>
    where TContext : DbContext
{
    public void Configure(IServiceProvider serviceProvider, DbContextOptionsBuilder optionsBuilder)
    {
        if (registrations.Any(static registration => registration.ContextType.IsAssignableFrom(typeof(TContext))))
        {
            optionsBuilder.AddInterceptors(sqliteInterceptor, postgreSqlInterceptor);
        }
    }
}
