using Microsoft.EntityFrameworkCore;

namespace InboxReceiver.Data;

public class SessionsDbContext : DbContext
{
    public SessionsDbContext(DbContextOptions<SessionsDbContext> options)
        : base(options)
    {
    }

    protected SessionsDbContext(DbContextOptions options)
        : base(options)
    {
    }

    public DbSet<Session> Sessions => Set<Session>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.AddScreenMeetInbox();
    }
}
