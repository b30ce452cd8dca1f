namespace ScreenMeet.AspNetCore;

// The AddDeliveryHandler<T>() of one webhook.
internal sealed record DeliveryHandlerRegistration(string WebhookName, Type HandlerType);
