using Microsoft.EntityFrameworkCore;
using ScreenMeet.InboxHarness;

namespace ScreenMeet.AspNetCore.Inbox.Tests;

// Tables and columns in a schema, with names that need quotes.
public sealed class OtherNamesContext(DbContextOptions<OtherNamesContext> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.HasDefaultSchema("x");
        modelBuilder.AddScreenMeetInbox();
        modelBuilder.Entity<Effect>();
        modelBuilder.Entity<ScreenMeetInboxEvent>(static entity =>
        {
            entity.ToTable("the \"events\"", "y z");
            entity.Property(static row => row.Id).HasColumnName("{Event.Json}");
            entity.Property(static row => row.Session).HasColumnName("select");
            entity.Property(static row => row.DueAt).HasColumnName("@due");
        });
    }
}
