using Microsoft.Extensions.DependencyInjection;

namespace ScreenMeet.AspNetCore;

/// <summary>
/// The webhooks that <c>AddScreenMeetWebhooks</c> registered, and the options that they are received with now, for health checks
/// and developer pages. It is a singleton service.
/// </summary>
public sealed class ScreenMeetWebhookRegistry
{
    private readonly WebhookOptionsSource _optionsSource;
    private readonly IServiceProvider _services;

    internal ScreenMeetWebhookRegistry(IServiceProvider services)
    {
        _optionsSource = services.GetRequiredService<WebhookOptionsSource>();
        _services = services;
        Names = [.. services.GetServices<WebhookRegistration>().Select(static registration => registration.Name).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>The names of the registered webhooks, in the order of their registration. The name of the unnamed webhook is empty.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>
    /// Gets the options that are in force. After a reload that is not valid, these are the previous ones, or options without keys if the
    /// application has an options cache of its own, for tenants, for example.
    /// </summary>
    /// <param name="webhookName">The webhook's name: empty for the unnamed one.</param>
    /// <returns>The options in use, which must not be changed. They contain the signing keys, which must not be shown.</returns>
    /// <exception cref="ArgumentException"><paramref name="webhookName"/> is none of the <see cref="Names"/>.</exception>
    public ScreenMeetWebhookOptions GetOptions(string webhookName)
    {
        ArgumentNullException.ThrowIfNull(webhookName);
        if (!Names.Contains(webhookName, StringComparer.Ordinal))
        {
            throw new ArgumentException($"There is no webhook with the name \"{webhookName}\".", nameof(webhookName));
        }

        return _optionsSource.Get(webhookName);
    }

    /// <summary>Returns whether the keys of a webhook come from an <see cref="IScreenMeetSigningKeyProvider"/> instead of its options.</summary>
    /// <param name="webhookName">The webhook's name: empty for the unnamed one.</param>
    /// <returns>Whether the application has a key provider for the webhook. A provider that only a tenant's own container has does not count.</returns>
    public bool HasSigningKeyProvider(string webhookName)
    {
        ArgumentNullException.ThrowIfNull(webhookName);

        return KeyProviderRegistration.ExistsFor(webhookName, _services);
    }
}
