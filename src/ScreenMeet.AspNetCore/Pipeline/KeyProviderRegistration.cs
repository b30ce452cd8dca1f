using Microsoft.Extensions.DependencyInjection;

namespace ScreenMeet.AspNetCore;

// The signing key provider of one webhook, from AddSigningKeyProvider<T>().
internal sealed record KeyProviderRegistration(string WebhookName, Type ProviderType)
{
    // Returns whether the webhook has a provider of its own, or the application has one for every webhook.
    public static bool ExistsFor(string? webhookName, IServiceProvider services)
    {
        if (services.GetServices<KeyProviderRegistration>().Any(registration => registration.WebhookName == webhookName))
        {
            return true;
        }

        if (services.GetService<IServiceProviderIsService>() is { } isService)
        {
            return isService.IsService(typeof(IScreenMeetSigningKeyProvider));
        }

        // A container that cannot tell whether a service is registered has to resolve it.
        using var scope = services.CreateScope();
        return scope.ServiceProvider.GetService<IScreenMeetSigningKeyProvider>() is not null;
    }
}
