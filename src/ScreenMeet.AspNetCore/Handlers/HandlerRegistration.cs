namespace ScreenMeet.AspNetCore;

// One call of AddHandler<T>() for one webhook. An empty list of event types means every event.
internal sealed record HandlerRegistration(string WebhookName, Type HandlerType, string[] EventTypes)
{
    public bool Handles(string? eventType) => EventTypes.Length == 0 || EventTypes.Contains(eventType);
}
