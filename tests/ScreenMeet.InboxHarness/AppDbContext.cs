using Microsoft.EntityFrameworkCore;

namespace ScreenMeet.InboxHarness;

public class AppDbContext(DbContextOptions<AppDbContext> options) : DbContext(options)
{
    public DbSet<Effect> Effects => Set<Effect>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.AddScreenMeetInbox();
}
