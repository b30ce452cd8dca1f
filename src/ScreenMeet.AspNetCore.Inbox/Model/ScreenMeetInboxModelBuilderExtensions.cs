using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using ScreenMeet.AspNetCore;

namespace Microsoft.EntityFrameworkCore;

/// <summary>Adds the tables of the inbox to a model.</summary>
public static class ScreenMeetInboxModelBuilderExtensions
{
    private const int NameLength = 200;

    /// <summary>
    /// Adds the four tables of the inbox to the model. Call it in <c>OnModelCreating</c> of the context that is passed to
    /// <c>AddInbox</c>, and add a migration. Tables and columns get their names from the model's own conventions and default schema.
    /// </summary>
    /// <param name="modelBuilder">The model builder.</param>
    /// <returns><paramref name="modelBuilder"/>.</returns>
    public static ModelBuilder AddScreenMeetInbox(this ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);

        modelBuilder.Entity<ScreenMeetInboxEvent>(entity =>
        {
            entity.HasKey(static row => row.Id);
            entity.Property(static row => row.Id).Plain().ValueGeneratedOnAdd();
            entity.Property(static row => row.WebhookName).Plain().IsRequired().HasMaxLength(NameLength);
            entity.Property(static row => row.Session).Plain();
            entity.Property(static row => row.Json).Plain().IsRequired();
            entity.Property(static row => row.DeliveryFingerprint).Plain().IsRequired().HasMaxLength(32);
            entity.Property(static row => row.Index).Plain();
            entity.Property(static row => row.ReceivedAt).Plain();
            entity.Property(static row => row.StoredAt).Plain();
            entity.Property(static row => row.DueAt).Plain();
            entity.Property(static row => row.Attempts).Plain();
            entity.Property(static row => row.BegunAt).Plain();
            entity.Property(static row => row.TraceParent).Plain().IsRequired(false).HasMaxLength(55);

            // Finds the oldest event of a session, and the next session.
            entity.HasIndex(static row => new { row.WebhookName, row.Session, row.Id });
        });

        modelBuilder.Entity<ScreenMeetInboxDeadEvent>(entity =>
        {
            entity.HasKey(static row => row.Id);
            entity.Property(static row => row.Id).Plain().ValueGeneratedNever();
            entity.Property(static row => row.WebhookName).Plain().IsRequired().HasMaxLength(NameLength);
            entity.Property(static row => row.Session).Plain();
            entity.Property(static row => row.Json).Plain().IsRequired();
            entity.Property(static row => row.DeliveryFingerprint).Plain().IsRequired().HasMaxLength(32);
            entity.Property(static row => row.Index).Plain();
            entity.Property(static row => row.ReceivedAt).Plain();
            entity.Property(static row => row.StoredAt).Plain();
            entity.Property(static row => row.TraceParent).Plain().IsRequired(false).HasMaxLength(55);
            entity.Property(static row => row.Attempts).Plain();
            entity.Property(static row => row.LastAttemptAt).Plain();
            entity.Property(static row => row.ErrorText).Plain().IsRequired().HasMaxLength(4000);
            entity.Property(static row => row.ErrorGroup).Plain().IsRequired().HasMaxLength(400);
            entity.HasIndex(static row => new { row.WebhookName, row.LastAttemptAt });
        });

        modelBuilder.Entity<ScreenMeetInboxKey>(entity =>
        {
            entity.HasKey(static row => row.Key);
            entity.Property(static row => row.Key).Plain().HasMaxLength(32).ValueGeneratedNever();
            entity.Property(static row => row.WebhookName).Plain().IsRequired().HasMaxLength(NameLength);
            entity.Property(static row => row.StoredAt).Plain();
            entity.HasIndex(static row => new { row.WebhookName, row.StoredAt });
        });

        modelBuilder.Entity<ScreenMeetInboxWebhook>(entity =>
        {
            entity.HasKey(static row => row.WebhookName);
            entity.Property(static row => row.WebhookName).Plain().HasMaxLength(NameLength);
            entity.Property(static row => row.IsPaused).Plain();
            entity.Property(static row => row.EventTypes).Plain().IsRequired(false).HasMaxLength(20_000);
            entity.Property(static row => row.Version).Plain();
        });

        return modelBuilder;
    }

    // Takes back what conventions of the application may have set.
    private static PropertyBuilder<T> Plain<T>(this PropertyBuilder<T> property)
    {
        property.Metadata.SetMaxLength(null);
        property.Metadata.SetPrecision(null);
        property.Metadata.SetIsUnicode(null);
        property.Metadata.SetIsFixedLength(null);
        property.Metadata.SetCollation(null);
        property.Metadata.SetColumnType(null);
        return property.HasConversion((ValueConverter?)null);
    }
}
