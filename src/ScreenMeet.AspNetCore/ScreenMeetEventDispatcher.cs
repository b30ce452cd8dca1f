using Microsoft.Extensions.DependencyInjection;
using ScreenMeet.Webhooks;

namespace ScreenMeet.AspNetCore;

/// <summary>Hands an event to the handlers that <c>AddHandler</c> added, also outside a request: from a queue, for instance. A singleton service.</summary>
public sealed class ScreenMeetEventDispatcher
{
    private readonly HandlerRegistration[] _registrations;

    internal ScreenMeetEventDispatcher(IEnumerable<HandlerRegistration> registrations) => _registrations = [.. registrations];

    /// <summary>
    /// Hands an event to the handlers for its type, in the order of their registration. An event without a handler counts as
    /// handled. The first exception ends it.
    /// </summary>
    /// <param name="scope">Where the handlers are resolved from: the services of a scope.</param>
    /// <param name="screenMeetEvent">The event.</param>
    /// <param name="context">What the handlers are told: <see cref="ScreenMeetEventContext.WebhookName"/> selects the handlers.</param>
    /// <param name="cancellationToken">Passed to the handlers.</param>
    /// <returns>A task that completes when all handlers have.</returns>
    public async ValueTask DispatchAsync(
        IServiceProvider scope, ScreenMeetEvent screenMeetEvent, ScreenMeetEventContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(screenMeetEvent);
        ArgumentNullException.ThrowIfNull(context);

        // A handler that several registrations name gets an event once.
        var handlerTypes = _registrations
            .Where(registration => registration.WebhookName == context.WebhookName && registration.Handles(screenMeetEvent.Type))
            .Select(static registration => registration.HandlerType)
            .Distinct();
        foreach (var handlerType in handlerTypes)
        {
            var handler = (IScreenMeetEventHandler)scope.GetRequiredService(handlerType);
            await handler.HandleAsync(screenMeetEvent, context, cancellationToken);
        }
    }

    internal bool HasHandlers(string webhookName) => _registrations.Any(registration => registration.WebhookName == webhookName);
}
