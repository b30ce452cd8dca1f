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
    /// <remarks>It does not start an activity, because a worker has one of its own for each message.</remarks>
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

    /// <summary>Returns the event types that a webhook has handlers for, so that a queue can tell which events nothing handles.</summary>
    /// <param name="webhookName">The webhook's name: empty for the unnamed one.</param>
    /// <returns>The event types, compared exactly. <see langword="null"/> if a handler takes every event. Empty if the webhook has no handlers.</returns>
    public IReadOnlySet<string>? GetEventTypes(string webhookName)
    {
        ArgumentNullException.ThrowIfNull(webhookName);

        var registrations = _registrations.Where(registration => registration.WebhookName == webhookName).ToArray();
        return registrations.Any(static registration => registration.EventTypes.Length == 0)
            ? null
            : registrations.SelectMany(static registration => registration.EventTypes).ToHashSet(StringComparer.Ordinal);
    }

    internal bool HasHandlers(string webhookName) => _registrations.Any(registration => registration.WebhookName == webhookName);

    internal bool HasHandlers(string webhookName, string? eventType) =>
        _registrations.Any(registration => registration.WebhookName == webhookName && registration.Handles(eventType));
}
