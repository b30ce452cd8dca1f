using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace ScreenMeet.AspNetCore.Inbox.Tests.Existing;

// Trap 20. No connection is needed.
public sealed class ConventionTests
{
    [Theory, EachDatabase]
    public void Conventions_of_the_application_do_not_change_the_columns_of_the_inbox(DatabaseKind kind)
    {
        using var plain = new PlainContext(OptionsFor<PlainContext>(kind));
        using var conventional = new ConventionalContext(OptionsFor<ConventionalContext>(kind));

        Assert.Equal(ColumnsOf(plain), ColumnsOf(conventional));
        Assert.NotEmpty(ColumnsOf(plain));
    }

    [Theory, EachDatabase]
    public async Task An_application_whose_model_converts_a_column_afterwards_does_not_start(DatabaseKind kind)
    {
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => InboxNode.StartAsync(
            builder =>
            {
                builder.Services.AddDbContext<LoopingContext>(options => Configure(options, kind));
                builder.Services.AddScreenMeetWebhooks(static webhook => webhook.SigningKey = TestHarness.Signed.Key).AddHandler<IdleHandler>().AddInbox<LoopingContext>();
            },
            script: null,
            static app => app.MapScreenMeetWebhook(InboxNode.Path)));

        Assert.StartsWith("SM0115: The model converts the property 'ReceivedAt' of ScreenMeetInboxEvent", exception.Message, StringComparison.Ordinal);
    }

    private static DbContextOptions<T> OptionsFor<T>(DatabaseKind kind) where T : DbContext
    {
        var options = new DbContextOptionsBuilder<T>();
        Configure(options, kind);
        return options.Options;
    }

    private static void Configure(DbContextOptionsBuilder options, DatabaseKind kind) =>
        _ = kind == DatabaseKind.Sqlite ? options.UseSqlite("Data Source=none.db") : options.UseNpgsql("Host=none");

    private static IEnumerable<string> ColumnsOf(DbContext context) =>
        from entity in context.GetService<IDesignTimeModel>().Model.GetEntityTypes()
        from property in entity.GetProperties()
        let mapping = property.GetRelationalTypeMapping()
        select string.Join(' ', entity.GetTableName(), property.GetColumnName(), mapping.StoreType, mapping.Converter is null, property.GetMaxLength(), property.GetPrecision(), property.IsUnicode(), property.IsFixedLength(), property.GetCollation(), property.IsNullable);

    private sealed class PlainContext(DbContextOptions<PlainContext> options) : DbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.AddScreenMeetInbox();
    }

    private sealed class ConventionalContext(DbContextOptions<ConventionalContext> options) : DbContext(options)
    {
        protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
        {
            ExistingDbContext.AddConventions(configurationBuilder);
            configurationBuilder.Properties<DateTimeOffset>().HavePrecision(0);
            configurationBuilder.Properties<string>().AreFixedLength().UseCollation("NOCASE");
            configurationBuilder.Properties<int>().HaveColumnType("bigint");
            configurationBuilder.Properties<byte[]>().HaveColumnType("varchar(20)");
        }

        protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.AddScreenMeetInbox();
    }

    private sealed class LoopingContext(DbContextOptions<LoopingContext> options) : DbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            modelBuilder.AddScreenMeetInbox();
            foreach (var property in modelBuilder.Model.GetEntityTypes().SelectMany(static entity => entity.GetProperties()).Where(static property => property.ClrType == typeof(DateTimeOffset)))
            {
                property.SetValueConverter(new DateTimeOffsetToBinaryConverter());
            }
        }
    }

    private sealed class IdleHandler : IScreenMeetEventHandler
    {
        public ValueTask HandleAsync(Webhooks.ScreenMeetEvent screenMeetEvent, ScreenMeetEventContext context, CancellationToken cancellationToken) => default;
    }
}
