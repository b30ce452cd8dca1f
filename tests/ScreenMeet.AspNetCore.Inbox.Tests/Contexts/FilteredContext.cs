using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using ScreenMeet.InboxHarness;

namespace ScreenMeet.AspNetCore.Inbox.Tests;

// A query filter on all entities that hides everything.
public sealed class FilteredContext(DbContextOptions<FilteredContext> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.AddScreenMeetInbox();
        modelBuilder.Entity<Effect>();
        foreach (var entity in modelBuilder.Model.GetEntityTypes())
        {
            var row = Expression.Parameter(entity.ClrType, "row");
            modelBuilder.Entity(entity.ClrType).HasQueryFilter(Expression.Lambda(Expression.Constant(false), row));
        }
    }
}
