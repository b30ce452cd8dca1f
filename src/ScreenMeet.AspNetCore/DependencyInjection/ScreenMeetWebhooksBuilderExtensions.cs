using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection.Extensions;
using ScreenMeet.AspNetCore;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Configures one ScreenMeet webhook.</summary>
public static class ScreenMeetWebhooksBuilderExtensions
{
    /// <summary>Adds a handler for the events of this webhook, which <c>app.MapScreenMeetWebhook(…)</c> maps.</summary>
    /// <typeparam name="THandler">The handler. Registered as a scoped service, unless it is registered already.</typeparam>
    /// <param name="builder">The webhook.</param>
    /// <param name="eventTypes">
    /// The types to handle, compared exactly: <c>ScreenMeetEventTypes</c> has the documented ones. None means every event.
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
}
