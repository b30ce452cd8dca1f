namespace ScreenMeet.AspNetCore;

// The signing key provider of one webhook, from AddSigningKeyProvider<T>().
internal sealed record KeyProviderRegistration(string WebhookName, Type ProviderType);
