namespace ScreenMeet.AspNetCore;

// The delivery handler of one webhook, from AddDeliveryHandler<T>().
internal sealed record DeliveryHandlerRegistration(string WebhookName, Type HandlerType);
