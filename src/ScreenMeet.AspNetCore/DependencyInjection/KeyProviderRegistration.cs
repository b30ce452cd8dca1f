namespace ScreenMeet.AspNetCore;

// The AddSigningKeyProvider<T>() of one webhook.
internal sealed record KeyProviderRegistration(string WebhookName, Type ProviderType);
