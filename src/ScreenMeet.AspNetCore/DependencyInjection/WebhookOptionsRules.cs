using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ScreenMeet.Webhooks;

namespace ScreenMeet.AspNetCore;

internal sealed class WebhookOptionsRules(ILogger<WebhookOptionsRules> logger, IServiceProvider services, PublishedKeys publishedKeys)
    : IValidateOptions<ScreenMeetWebhookOptions>
{
    private const int ShortKeyLength = 16;
    private const string Console = "the ScreenMeet console (Organization → Integration Signing Key → Show → Copy)";

    private static readonly TimeSpan s_longestBodyTimeout = TimeSpan.FromHours(24);

    // Tools that start the application without a server (to generate OpenAPI documents at build time) have no secrets.
    private bool IsServed => services.GetService<IServer>()?.GetType().Name != "NoopServer";

    public ValidateOptionsResult Validate(string? name, ScreenMeetWebhookOptions options)
    {
        var result = new ValidateOptionsResultBuilder();
        if (!string.IsNullOrWhiteSpace(options.SigningKey))
        {
            CheckKey(name, nameof(options.SigningKey), options.SigningKey, result);
        }
        else if (!KeyProviderRegistration.ExistsFor(name, services) && IsServed)
        {
            var search = new SigningKeySearch(name, services);
            result.AddError(Mistakes.SigningKeyMissing(Mistakes.Webhook(name), search.WhereItWasLookedFor, search.WhereToSetIt));
        }

        // A blank key counts as missing, because it is easier to blank an environment variable than to remove it.
        if (!string.IsNullOrWhiteSpace(options.PreviousSigningKey))
        {
            CheckKey(name, nameof(options.PreviousSigningKey), options.PreviousSigningKey, result);
        }

        if (options.MaxBodySize < 1 || options.MaxBodySize > Array.MaxLength)
        {
            result.AddError($"{nameof(options.MaxBodySize)} of {Mistakes.Webhook(name)} is {options.MaxBodySize}. Set it to a number of bytes from 1 to {Array.MaxLength}.");
        }
        else if (2 * options.MaxBodySize is var needed && options.MaxBufferedBytes < needed)
        {
            result.AddError(
                $"{nameof(options.MaxBufferedBytes)} of {Mistakes.Webhook(name)} is {options.MaxBufferedBytes}. "
                + $"Set it to at least {needed} bytes, which is twice {nameof(options.MaxBodySize)}.");
        }

        if (options.BodyTimeout <= TimeSpan.Zero || options.BodyTimeout > s_longestBodyTimeout)
        {
            result.AddError($"{nameof(options.BodyTimeout)} of {Mistakes.Webhook(name)} is {options.BodyTimeout}. Set it to more than zero and at most 24 hours.");
        }

        return result.Build();
    }

    private void CheckKey(string? name, string property, string key, ValidateOptionsResultBuilder result)
    {
        var trimmed = key.Trim();
        if (trimmed.Length != key.Length)
        {
            Log.KeyTrimmed(logger, property, Mistakes.Webhook(name));
        }

        if ((SigningKeyRules.FindFault(trimmed) ?? publishedKeys.FindFault(trimmed)) is { } fault)
        {
            result.AddError($"{property} of {Mistakes.Webhook(name)} {fault}. Copy the key again from {Console}.");
        }
        else if (trimmed.Length < ShortKeyLength)
        {
            Log.KeyShort(logger, property, Mistakes.Webhook(name), trimmed.Length, ShortKeyLength);
        }
    }
}
