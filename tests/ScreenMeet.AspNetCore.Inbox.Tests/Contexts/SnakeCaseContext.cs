using Microsoft.EntityFrameworkCore;
using ScreenMeet.InboxHarness;

namespace ScreenMeet.AspNetCore.Inbox.Tests;

// The names come from UseSnakeCaseNamingConvention.
public sealed class SnakeCaseContext(DbContextOptions<SnakeCaseContext> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.HasDefaultSchema("x");
        modelBuilder.AddScreenMeetInbox();
        modelBuilder.Entity<Effect>();
    }
}
