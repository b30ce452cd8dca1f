using System.Data.Common;
using System.Globalization;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ScreenMeet.AspNetCore;

// Checks the inboxes before the application starts, and runs their dispatchers from then on until it stops.
internal sealed class InboxHostedService(
    InboxCollection inboxes,
    ScreenMeetEventDispatcher eventDispatcher,
    InboxMetrics metrics,
    TimeProvider timeProvider,
    IServiceScopeFactory scopeFactory,
    IServiceProvider services,
    ILogger<InboxHostedService> logger) : IHostedLifecycleService, IDisposable, IAsyncDisposable
{
    // Receiving, and what is recorded beside a claim, need connections too.
    private const int ConnectionsBesideLanes = 2;

    private readonly List<InboxDispatcher> _dispatchers = [];

    // Tools that start the application without a server (to generate OpenAPI documents at build time) have no database.
    private bool IsServed => services.GetService<IServer>()?.GetType().Name != "NoopServer";

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        if (!IsServed)
        {
            return;
        }

        var checkedContexts = new Dictionary<Type, int>();
        foreach (var inbox in inboxes.All)
        {
            var wanted = inbox.Options.MaxConcurrency;
            Check(inbox, wanted);
            var poolSize = await CheckAsync(inbox);
            checkedContexts.TryGetValue(inbox.Database.ContextType, out var taken);
            var concurrency = Math.Clamp(wanted, Math.Min(1, wanted), Math.Max(1, poolSize - ConnectionsBesideLanes - taken));
            checkedContexts[inbox.Database.ContextType] = taken + concurrency;
            if (concurrency < wanted)
            {
                Log.PoolSmall(logger, wanted, inbox.Database.ContextType, poolSize, concurrency, taken + wanted + ConnectionsBesideLanes);
            }

            if (concurrency > 0)
            {
                _dispatchers.Add(new(inbox, concurrency, eventDispatcher, metrics, timeProvider, scopeFactory, logger));
            }
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // Handlers may need what other hosted services start.
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        _dispatchers.ForEach(static dispatcher => dispatcher.Start());
        return Task.CompletedTask;
    }

    // Before the server stops, so that handlers have all the time until the host's time-out.
    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        _dispatchers.ForEach(static dispatcher => dispatcher.Stop());
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.WhenAll(_dispatchers.Select(dispatcher => dispatcher.WaitAsync(cancellationToken)));

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _dispatchers.ForEach(static dispatcher => dispatcher.Dispose());

    public async ValueTask DisposeAsync() => await Task.WhenAll(_dispatchers.Select(static dispatcher => dispatcher.DisposeAsync().AsTask()));

    private void Check(Inbox inbox, int concurrency)
    {
        var webhook = InboxMistakes.Webhook(inbox.WebhookName);
        if (inbox.WebhookName.Length > 200)
        {
            throw new InvalidOperationException(InboxMistakes.NameTooLong(webhook));
        }

        if (concurrency > 0 && eventDispatcher.GetEventTypes(inbox.WebhookName) is { Count: 0 })
        {
            throw new InvalidOperationException(InboxMistakes.HandlerMissing(webhook));
        }
    }

    // Finds the mistakes that can be found without a connection, and returns the size of the connection pool.
    private async Task<int> CheckAsync(Inbox inbox)
    {
        var type = inbox.Database.ContextType;
        await using var scope = scopeFactory.CreateAsyncScope();
        if (scope.ServiceProvider.GetService(type) is not DbContext context)
        {
            throw new InvalidOperationException(InboxMistakes.ContextMissing(InboxMistakes.Webhook(inbox.WebhookName), type));
        }

        if (!InboxDialect.Supports(context.Database.ProviderName))
        {
            throw new InvalidOperationException(InboxMistakes.ProviderUnsupported(type, context.Database.ProviderName));
        }

        var dialect = InboxDialect.Of(context);
        var connection = context.Database.GetDbConnection();
        await using var otherScope = scopeFactory.CreateAsyncScope();
        if (ReferenceEquals(connection, ((DbContext)otherScope.ServiceProvider.GetRequiredService(type)).Database.GetDbConnection()))
        {
            throw new InvalidOperationException(InboxMistakes.ConnectionShared(type));
        }

        var interceptors = context.GetService<IDbContextOptions>().FindExtension<CoreOptionsExtension>()?.Interceptors;
        if (interceptors?.OfType<PostgreSqlConnectionInterceptor>().Any() != true)
        {
            throw new InvalidOperationException(InboxMistakes.InterceptorMissing(type));
        }

        if (dialect is not SqliteDialect)
        {
            return PoolSizeOf(connection);
        }

        if (NetworkShare.FormatOf(connection.DataSource) is { } format)
        {
            Log.NetworkShare(logger, type, format);
        }

        return int.MaxValue;
    }

    private static int PoolSizeOf(DbConnection connection)
    {
        const int unlimited = int.MaxValue;
        const int usual = 100;
        try
        {
            var settings = new DbConnectionStringBuilder { ConnectionString = connection.ConnectionString };
            if (settings.TryGetValue("Pooling", out var pooling) && string.Equals(pooling.ToString(), "false", StringComparison.OrdinalIgnoreCase))
            {
                return unlimited;
            }

            return (settings.TryGetValue("Maximum Pool Size", out var size) || settings.TryGetValue("MaxPoolSize", out size))
                && int.TryParse(size.ToString(), CultureInfo.InvariantCulture, out var number)
                ? number
                : usual;
        }
        catch (ArgumentException)
        {
            return usual;
        }
    }
}
