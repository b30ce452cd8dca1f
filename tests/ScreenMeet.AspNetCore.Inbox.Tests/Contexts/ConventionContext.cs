using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using ScreenMeet.InboxHarness;

namespace ScreenMeet.AspNetCore.Inbox.Tests;

// Conventions that reach every property of every entity.
public sealed class ConventionContext(DbContextOptions<ConventionContext> options) : DbContext(options)
{
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<string>().HaveMaxLength(10).AreUnicode(false).HaveConversion<UpperCase>();
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<DateTimeOffsetToBinaryConverter>();
        configurationBuilder.Properties<byte[]>().HaveMaxLength(4).HaveConversion<BytesToStringConverter>();
        configurationBuilder.Properties<long>().HaveConversion<NumberToStringConverter<long>>();
        configurationBuilder.Properties<int>().HaveConversion<NumberToStringConverter<int>>();
        configurationBuilder.Properties<bool>().HaveConversion<BoolToZeroOneConverter<int>>();
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.AddScreenMeetInbox();
        modelBuilder.Entity<Effect>(static entity =>
        {
            entity.Property(static effect => effect.Id).HasConversion((ValueConverter?)null);
            entity.Property(static effect => effect.Session).HasConversion((ValueConverter?)null);
        });
        foreach (var entity in modelBuilder.Model.GetEntityTypes())
        {
            modelBuilder.Entity(entity.ClrType).Property<string?>("ChangedBy");
        }
    }

    private sealed class UpperCase() : ValueConverter<string, string>(static value => value.ToUpperInvariant(), static value => value.ToLowerInvariant());
}
