using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using ScreenMeet.AspNetCore;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds an inbox to ScreenMeet webhooks.</summary>
public static class ScreenMeetInboxWebhooksBuilderExtensions
{
    /// <summary>
    /// Stores the deliveries of this webhook in the application's own database before they are answered. Afterwards it hands their events to
    /// the webhook's handlers, each event once and those of one session in order, on whichever node. <c>AddHandler</c> can be called before
    /// or after it.
    /// </summary>
    /// <typeparam name="TContext">
    /// The context of the database, SQLite or PostgreSQL. Its <c>OnModelCreating</c> calls <c>modelBuilder.AddScreenMeetInbox()</c>. What a
    /// handler saves through it is committed together with the event.
    /// </typeparam>
    /// <param name="builder">The webhook.</param>
    /// <param name="configure">Sets the options of this webhook's inbox. Default: the defaults of <see cref="ScreenMeetInboxOptions"/>.</param>
    /// <returns><paramref name="builder"/>.</returns>
    /// <remarks>
    /// The application does not start if the context is not registered, its model does not have the inbox or changes its columns, its provider
    /// is not supported, the options are not valid, or nothing handles the events. The README of the package lists each reason. Missing tables do not keep it from starting: deliveries are answered with 503 until they are there.
    /// </remarks>
    /// <exception cref="InvalidOperationException">The webhook already has another inbox or another delivery handler.</exception>
    public static IScreenMeetWebhooksBuilder AddInbox<TContext>(this IScreenMeetWebhooksBuilder builder, Action<ScreenMeetInboxOptions>? configure = null)
        where TContext : DbContext
    {
        ArgumentNullException.ThrowIfNull(builder);

        var services = builder.Services;
        var registration = new InboxRegistration(builder.Name, typeof(TContext));
        var existing = services.Select(static service => service.IsKeyedService ? null : service.ImplementationInstance).OfType<InboxRegistration>()
            .FirstOrDefault(existing => existing.WebhookName == builder.Name);
        if (existing is not null && existing != registration)
        {
            throw new InvalidOperationException(InboxMistakes.SeveralInboxes(InboxMistakes.Webhook(builder.Name), existing.ContextType, registration.ContextType));
        }

        var options = services.AddOptions<ScreenMeetInboxOptions>(builder.Name).ValidateOnStart();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        if (existing is not null)
        {
            return builder;
        }

        builder.AddDeliveryHandler<InboxDeliveryHandler>();
        services.AddSingleton(registration);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ScreenMeetInboxOptions>, InboxOptionsRules>());
        services.TryAddSingleton<IOptionsFactory<ScreenMeetInboxOptions>, InboxOptionsFactory>();
        services.TryAddSingleton<SqliteWriteInterceptor>();
        services.TryAddSingleton<PostgreSqlConnectionInterceptor>();
        services.TryAddSingleton<InboxMetrics>();
        services.TryAddSingleton<InboxCollection>();
        services.TryAddSingleton<IScreenMeetInbox>(static provider => provider.GetRequiredService<InboxCollection>());
        services.AddKeyedSingleton<IScreenMeetInbox>(
            builder.Name, static (provider, name) => provider.GetRequiredService<InboxCollection>().Only((string)name!));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, InboxHostedService>());

        services.TryAddEnumerable(ServiceDescriptor.Singleton(typeof(IDbContextOptionsConfiguration<>), typeof(InboxContextConfiguration<>)));
        return builder;
    }
}
