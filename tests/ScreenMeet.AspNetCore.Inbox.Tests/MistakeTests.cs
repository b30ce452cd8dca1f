using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;
using ScreenMeet.InboxHarness;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Inbox.Tests;

// A mistake of the developer's keeps the application from starting, with a message that says what to do. None of them needs a connection.
public sealed class MistakeTests
{
    private const string NoFile = "Data Source=/nonexistent/app.db";
    private const string NoServer = "Host=127.0.0.1;Port=1";

    [Fact]
    public Task A_context_that_is_not_registered() => AssertRefusedAsync(
        "SM0101: AddInbox<AppDbContext>() of the ScreenMeet webhook needs the DbContext ScreenMeet.InboxHarness.AppDbContext, which is not registered. Call services.AddDbContext<AppDbContext>(…).",
        static services => Webhook(services).AddHandler<IdleHandler>().AddInbox<AppDbContext>());

    [Theory, InlineData(NoFile), InlineData(NoServer)]
    public Task A_model_without_the_inbox(string connectionString) => AssertRefusedAsync(
        "SM0102: The model of ScreenMeet.AspNetCore.Inbox.Tests.ContextWithoutInbox does not have the tables of the inbox. Call modelBuilder.AddScreenMeetInbox() in OnModelCreating, and add a migration.",
        services =>
        {
            services.AddDbContext<ContextWithoutInbox>(options => Use(options, connectionString));
            Webhook(services).AddHandler<IdleHandler>().AddInbox<ContextWithoutInbox>();
        });

    [Fact]
    public Task A_provider_that_is_not_supported() => AssertRefusedAsync(
        "SM0103: The inbox does not support the database provider Microsoft.EntityFrameworkCore.InMemory of ScreenMeet.InboxHarness.AppDbContext. Use SQLite or PostgreSQL (UseSqlite or UseNpgsql).",
        static services =>
        {
            services.AddDbContext<AppDbContext>(static options => options.UseInMemoryDatabase("inbox"));
            Webhook(services).AddHandler<IdleHandler>().AddInbox<AppDbContext>();
        });

    [Fact]
    public Task An_inbox_without_a_handler() => AssertRefusedAsync(
        "SM0104: The ScreenMeet webhook 'support' has an inbox, but no handler. Call AddHandler<T>() for it, or set MaxConcurrency = 0 in AddInbox if only other nodes handle its events.",
        static services =>
        {
            services.AddDbContext<AppDbContext>(static options => Use(options, NoFile));
            Webhook(services).AddHandler<IdleHandler>();
            Webhook(services, "support").AddInbox<AppDbContext>();
        });

    [Fact]
    public Task An_inbox_without_a_handler_that_only_receives_starts() => AssertStartsAsync(static services =>
    {
        services.AddDbContext<AppDbContext>(static options => Use(options, NoFile));
        Webhook(services).AddInbox<AppDbContext>(static options => options.MaxConcurrency = 0);
    });

    [Theory, InlineData(NoFile), InlineData(NoServer)]
    public Task A_required_property_that_the_model_adds_to_the_entities_of_the_inbox(string connectionString) => AssertRefusedAsync(
        "SM0105: The model adds the required property 'TenantId' to ScreenMeetInboxEvent, which the inbox cannot fill. Leave the entities of the inbox out of that convention, or make the property optional.",
        services =>
        {
            services.AddDbContext<ForeignColumnContext>(options => Use(options, connectionString));
            Webhook(services).AddHandler<IdleHandler>().AddInbox<ForeignColumnContext>();
        });

    [Theory, InlineData(NoFile), InlineData(NoServer)]
    public async Task A_connection_that_all_contexts_share(string connectionString)
    {
        await using System.Data.Common.DbConnection connection = connectionString == NoFile ? new SqliteConnection(NoFile) : new NpgsqlConnection(NoServer);
        await AssertRefusedAsync(
            "SM0106: All instances of ScreenMeet.InboxHarness.AppDbContext share one database connection, but the inbox handles events at the same time. Pass a connection string to UseSqlite or UseNpgsql instead of a connection.",
            services =>
            {
                services.AddDbContext<AppDbContext>(options => _ = connection is SqliteConnection ? options.UseSqlite(connection) : options.UseNpgsql(connection));
                Webhook(services).AddHandler<IdleHandler>().AddInbox<AppDbContext>();
            });
    }

    [Fact]
    public Task A_context_that_was_registered_by_hand() => AssertRefusedAsync(
        "SM0107: The inbox needs its interceptors in ScreenMeet.InboxHarness.AppDbContext, so that everything a handler saves is in the transaction of its event. Register the context with AddDbContext, AddDbContextPool or AddDbContextFactory.",
        static services =>
        {
            services.AddScoped(static _ => new AppDbContext(new DbContextOptionsBuilder<AppDbContext>().UseSqlite(NoFile).Options));
            Webhook(services).AddHandler<IdleHandler>().AddInbox<AppDbContext>();
        });

    [Fact]
    public void Two_inboxes_of_one_webhook()
    {
        var webhook = Webhook(new ServiceCollection(), "support").AddInbox<AppDbContext>();
        var exception = Assert.Throws<InvalidOperationException>(() => webhook.AddInbox<PlainContext>());
        Assert.Equal("SM0110: The ScreenMeet webhook 'support' has two inboxes, AddInbox<AppDbContext>() and AddInbox<PlainContext>(). Call AddInbox only once for it.", exception.Message);
    }

    [Fact]
    public Task The_same_inbox_twice_is_one_inbox_with_both_sets_of_options() => AssertStartsAsync(
        static services =>
        {
            services.AddDbContext<AppDbContext>(static options => Use(options, NoFile));
            Webhook(services).AddInbox<AppDbContext>(static options => options.MaxAttempts = 3).AddHandler<IdleHandler>().AddInbox<AppDbContext>(static options => options.MaxConcurrency = 2);
        },
        static services =>
        {
            var options = services.GetRequiredService<IOptionsMonitor<ScreenMeetInboxOptions>>().Get("");
            Assert.Equal((3, 2), (options.MaxAttempts, options.MaxConcurrency));
            Assert.Single(services.GetServices<IScreenMeetInbox>());
        });

    [Fact]
    public Task A_name_that_is_too_long()
    {
        var name = new string('x', 201);
        return AssertRefusedAsync(
            $"SM0111: The name of the ScreenMeet webhook '{name}' is longer than 200 characters, which the inbox cannot store. Give it a shorter name.",
            services =>
            {
                services.AddDbContext<AppDbContext>(static options => Use(options, NoFile));
                Webhook(services, name).AddHandler<IdleHandler>().AddInbox<AppDbContext>();
            });
    }

    [Fact]
    public async Task A_webhook_without_an_inbox_cannot_be_paused_and_stores_nothing()
    {
        var services = new ServiceCollection().AddLogging().AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        services.AddDbContext<AppDbContext>(static options => Use(options, NoFile));
        Webhook(services).AddHandler<IdleHandler>().AddInbox<AppDbContext>();
        Webhook(services, "support").AddHandler<IdleHandler>();
        await using var provider = services.BuildServiceProvider();
        var inbox = provider.GetRequiredService<IScreenMeetInbox>();
        foreach (var act in new Func<string, CancellationToken, ValueTask>[] { inbox.PauseAsync, inbox.ResumeAsync })
        {
            var exception = await Assert.ThrowsAsync<InvalidOperationException>(async () => await act("support", TestContext.Current.CancellationToken));
            Assert.Equal(
                "SM0113: The ScreenMeet webhook 'support' has no inbox. Call AddInbox<TContext>() on the builder that AddScreenMeetWebhooks(…) returns for it.", exception.Message);
        }
    }

    [Theory]
    [InlineData("MaxConcurrency", "-1", "a number from 0 to 1000")]
    [InlineData("MaxConcurrency", "1001", "a number from 0 to 1000")]
    [InlineData("MaxAttempts", "0", "at least 1")]
    [InlineData("HandlerTimeout", "00:00:00", "more than zero and at most 24 hours")]
    [InlineData("HandlerTimeout", "-00:00:00.0010000", "more than zero and at most 24 hours")]
    [InlineData("HandlerTimeout", "1.00:00:00.0010000", "more than zero and at most 24 hours")]
    [InlineData("MinRetryDelay", "00:00:00", "more than zero and at most 36500 days")]
    [InlineData("MaxRetryDelay", "00:00:00.9990000", "at least MinRetryDelay, and at most 36500 days")]
    [InlineData("MaxRetryDelay", "36500.00:00:01", "at least MinRetryDelay, and at most 36500 days")]
    [InlineData("PollingInterval", "00:00:00", "more than zero and at most 1 hour")]
    [InlineData("PollingInterval", "01:00:00.0010000", "more than zero and at most 1 hour")]
    [InlineData("DeadRetention", "00:00:00", "more than zero and at most 36500 days")]
    [InlineData("KeyRetention", "36500.00:00:01", "more than zero and at most 36500 days")]
    public Task An_option_that_is_not_valid(string property, string value, string range) => AssertRefusedAsync(
        $"SM0112: {property} of the inbox of the ScreenMeet webhook 'support' is {value}. Set it to {range}.",
        services =>
        {
            var section = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { [property] = value }).Build();
            services.AddDbContext<AppDbContext>(static options => Use(options, NoFile));
            Webhook(services, "support").AddHandler<IdleHandler>().AddInbox<AppDbContext>(section.Bind);
        });

    [Theory]
    [InlineData("MaxConcurrency", "0")]
    [InlineData("MaxConcurrency", "1000")]
    [InlineData("MaxAttempts", "1")]
    [InlineData("MaxAttempts", "2147483647")]
    [InlineData("HandlerTimeout", "00:00:00.0000001")]
    [InlineData("HandlerTimeout", "1.00:00:00")]
    [InlineData("MaxRetryDelay", "36500.00:00:00")]
    [InlineData("PollingInterval", "01:00:00")]
    [InlineData("DeadRetention", "36500.00:00:00")]
    [InlineData("KeyRetention", "00:00:00.0010000")]
    public Task An_option_at_the_end_of_its_range(string property, string value) => AssertStartsAsync(services =>
    {
        var section = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { [property] = value }).Build();
        services.AddDbContext<AppDbContext>(static options => Use(options, NoFile));
        Webhook(services, "support").AddHandler<IdleHandler>().AddInbox<AppDbContext>(section.Bind);
    });

    private static IScreenMeetWebhooksBuilder Webhook(IServiceCollection services, string? name = null) => name is null
        ? services.AddScreenMeetWebhooks(static webhook => webhook.SigningKey = Signed.Key)
        : services.AddScreenMeetWebhooks(name, static webhook => webhook.SigningKey = Signed.Key);

    private static void Use(DbContextOptionsBuilder options, string connectionString) =>
        _ = connectionString == NoFile ? options.UseSqlite(connectionString) : options.UseNpgsql(connectionString);

    private static async Task AssertRefusedAsync(string message, Action<IServiceCollection> configure)
    {
        var exception = await Assert.ThrowsAnyAsync<Exception>(() => AssertStartsAsync(configure));
        Assert.Equal(message, exception is OptionsValidationException validation ? Assert.Single(validation.Failures) : exception.Message);
    }

    private static async Task AssertStartsAsync(Action<IServiceCollection> configure, Action<IServiceProvider>? check = null)
    {
        await using var node = await StartAsync(configure);
        check?.Invoke(node.Services);
    }

    private static Task<InboxNode> StartAsync(Action<IServiceCollection> configure) => InboxNode.StartAsync(builder => configure(builder.Services), script: null, static _ => { });

    private sealed class IdleHandler : IScreenMeetEventHandler
    {
        public ValueTask HandleAsync(ScreenMeet.Webhooks.ScreenMeetEvent screenMeetEvent, ScreenMeetEventContext context, CancellationToken cancellationToken) => default;
    }
}
