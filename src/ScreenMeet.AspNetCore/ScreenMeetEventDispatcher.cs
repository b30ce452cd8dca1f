using Microsoft.Extensions.DependencyInjection;
using ScreenMeet.Webhooks;

namespace ScreenMeet.AspNetCore;

/// <summary>
/// Hands an event to the handlers that <c>AddHandler</c> added, within a request or outside one (from a queue, for example).
/// It is a singleton service.
/// </summary>
public sealed class ScreenMeetEventDispatcher
{
    private readonly HandlerRegistration[] _registrations;

    internal ScreenMeetEventDispatcher(IEnumerable<HandlerRegistration> registrations) => _registrations = [.. registrations];

    /// <summary>
    /// Hands an event to the handlers for its type, in the order of their registration. An event without a handler counts as
    /// handled. The first exception ends the dispatch.
    /// </summary>
    /// <param name="scope">The services of the scope that the handlers are resolved from.</param>
    /// <param name="screenMeetEvent">The event.</param>
    /// <param name="context">Passed to the handlers. Its <see cref="ScreenMeetEventContext.WebhookName"/> selects them.</param>
    /// <param name="cancellationToken">Passed to the handlers.</param>
    /// <returns>A task that completes when all handlers have completed.</returns>
    public async ValueTask DispatchAsync(
        IServiceProvider scope, ScreenMeetEvent screenMeetEvent, ScreenMeetEventContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(screenMeetEvent);
        ArgumentNullException.ThrowIfNull(context);

        // A handler that is registered several times gets an event only once.
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
