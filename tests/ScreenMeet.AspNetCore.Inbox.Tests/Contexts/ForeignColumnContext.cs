using Microsoft.EntityFrameworkCore;
using ScreenMeet.InboxHarness;

namespace ScreenMeet.AspNetCore.Inbox.Tests;

// A required property that a convention adds to all entities.
public sealed class ForeignColumnContext(DbContextOptions<ForeignColumnContext> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.AddScreenMeetInbox();
        modelBuilder.Entity<Effect>();
        foreach (var entity in modelBuilder.Model.GetEntityTypes())
        {
            modelBuilder.Entity(entity.ClrType).Property<int>("TenantId");
        }
    }
}
