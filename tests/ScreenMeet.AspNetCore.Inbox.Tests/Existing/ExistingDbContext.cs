using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace ScreenMeet.AspNetCore.Inbox.Tests.Existing;

// A context with what existing applications have, all at once.
public sealed class ExistingDbContext(DbContextOptions<ExistingDbContext> options) : DbContext(options)
{
    // Nobody is signed in where the handlers run.
    public bool IsSignedIn { get; } = Environment.GetEnvironmentVariable("SCREENMEET_SIGNED_IN") is not null;

    public DbSet<Visit> Visits => Set<Visit>();

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) => AddConventions(configurationBuilder);

    public static void AddConventions(ModelConfigurationBuilder conventions)
    {
        conventions.Properties<string>().HaveMaxLength(50).AreUnicode(false).HaveConversion<UpperCaseConverter>();
        conventions.Properties<DateTimeOffset>().HaveConversion<DateTimeOffsetToBinaryConverter>();
        conventions.Properties<byte[]>().HaveMaxLength(20).HaveConversion<BytesToStringConverter>();
        conventions.Properties<bool>().HaveConversion<string>();
        conventions.Properties<long>().HaveConversion<string>();
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.HasDefaultSchema("existing");
        modelBuilder.Entity<Visit>();
        modelBuilder.Entity<AuditEntry>();
        modelBuilder.AddScreenMeetInbox();
        if (Database.IsNpgsql())
        {
            modelBuilder.UseIdentityAlwaysColumns();
        }

        foreach (var entity in modelBuilder.Model.GetEntityTypes().ToArray())
        {
            var isSignedIn = Expression.Property(Expression.Constant(this), nameof(IsSignedIn));
            modelBuilder.Entity(entity.ClrType).HasQueryFilter(Expression.Lambda(isSignedIn, Expression.Parameter(entity.ClrType)));
        }
    }
}
