namespace ScreenMeet.AspNetCore;

// One AddHandler<T>() on one webhook. No event types means every event.
internal sealed record HandlerRegistration(string WebhookName, Type HandlerType, string[] EventTypes)
{
    public bool Handles(string? eventType) => EventTypes.Length == 0 || EventTypes.Contains(eventType);
}
