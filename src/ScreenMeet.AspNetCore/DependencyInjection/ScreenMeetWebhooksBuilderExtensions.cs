using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection.Extensions;
using ScreenMeet.AspNetCore;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Configures one ScreenMeet webhook.</summary>
public static class ScreenMeetWebhooksBuilderExtensions
{
    /// <summary>
    /// Adds a handler for events of this webhook. <c>app.MapScreenMeetWebhook(…)</c> maps the webhook to its handlers. A handler that is added
    /// several times handles the events of all its types, each once.
    /// </summary>
    /// <typeparam name="THandler">The handler. It is registered as a scoped service, unless it is registered already.</typeparam>
    /// <param name="builder">The webhook.</param>
    /// <param name="eventTypes">
    /// The event types to handle, compared exactly. <c>ScreenMeetEventTypes</c> has the documented ones. Default: every event.
    /// </param>
    /// <returns><paramref name="builder"/>.</returns>
    /// <exception cref="ArgumentException">An event type is <see langword="null"/>, empty or blank.</exception>
    public static IScreenMeetWebhooksBuilder AddHandler<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(
        this IScreenMeetWebhooksBuilder builder, params string[] eventTypes)
        where THandler : class, IScreenMeetEventHandler
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(eventTypes);
        foreach (var eventType in eventTypes)
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(eventType, nameof(eventTypes));
        }

        builder.Services.TryAddScoped<THandler>();
        builder.Services.AddSingleton(new HandlerRegistration(builder.Name, typeof(THandler), [.. eventTypes]));
        return builder;
    }

    /// <summary>
    /// Sets the delivery handler that <c>app.MapScreenMeetWebhook(…)</c> maps this webhook to. It replaces the default one, which
    /// hands each event to its handlers.
    /// </summary>
    /// <typeparam name="THandler">The delivery handler. It is registered as a scoped service, unless it is registered already.</typeparam>
    /// <param name="builder">The webhook.</param>
    /// <returns><paramref name="builder"/>.</returns>
    /// <exception cref="InvalidOperationException">The webhook already has another delivery handler.</exception>
    public static IScreenMeetWebhooksBuilder AddDeliveryHandler<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(
        this IScreenMeetWebhooksBuilder builder)
        where THandler : class, IScreenMeetDeliveryHandler
    {
        ArgumentNullException.ThrowIfNull(builder);

        var registration = new DeliveryHandlerRegistration(builder.Name, typeof(THandler));
        var other = builder.Services.Registrations<DeliveryHandlerRegistration>().FirstOrDefault(existing => existing.WebhookName == builder.Name && existing != registration);
        if (other is not null)
        {
            throw new InvalidOperationException(Mistakes.SeveralDeliveryHandlers(Mistakes.Webhook(builder.Name), CSharpName.Of(other.HandlerType), CSharpName.Of(typeof(THandler))));
        }

        builder.Services.TryAddScoped<THandler>();
        builder.Services.AddSingleton(registration);
        return builder;
    }

    /// <summary>
    /// Takes the signing keys of this webhook from a provider instead of its options. The provider is called for each request,
    /// and resolved from the request's own services.
    /// </summary>
    /// <typeparam name="TProvider">
    /// The provider. It is registered as a scoped service, unless it is registered already or is an interface, which must be
    /// registered in the request's own services.
    /// </typeparam>
    /// <param name="builder">The webhook.</param>
    /// <returns><paramref name="builder"/>.</returns>
    /// <exception cref="InvalidOperationException">The webhook already has another provider.</exception>
    public static IScreenMeetWebhooksBuilder AddSigningKeyProvider<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TProvider>(
        this IScreenMeetWebhooksBuilder builder)
        where TProvider : class, IScreenMeetSigningKeyProvider
    {
        ArgumentNullException.ThrowIfNull(builder);

        var registration = new KeyProviderRegistration(builder.Name, typeof(TProvider));
        var other = builder.Services.Registrations<KeyProviderRegistration>().FirstOrDefault(existing => existing.WebhookName == builder.Name && existing != registration);
        if (other is not null)
        {
            throw new InvalidOperationException(Mistakes.SeveralKeyProviders(Mistakes.Webhook(builder.Name), CSharpName.Of(other.ProviderType), CSharpName.Of(typeof(TProvider))));
        }

        if (!typeof(TProvider).IsAbstract)
        {
            builder.Services.TryAddScoped<TProvider>();
        }

        builder.Services.AddSingleton(registration);
        return builder;
    }

    private static IEnumerable<T> Registrations<T>(this IServiceCollection services) =>
        services.Where(static service => !service.IsKeyedService).Select(static service => service.ImplementationInstance).OfType<T>();
}
