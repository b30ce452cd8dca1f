using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ScreenMeet.Webhooks;

namespace ScreenMeet.AspNetCore;

// Gets the keys for a request from the webhook's provider if it has one, and otherwise from its options.
internal sealed class SigningKeySource(
    IEnumerable<KeyProviderRegistration> registrations,
    TimeProvider timeProvider,
    WebhookMetrics metrics,
    ILogger<ScreenMeetWebhookMiddleware> logger,
    LogThrottles throttles,
    PublishedKeys publishedKeys,
    IServiceScopeFactory scopeFactory,
    IServiceProviderIsService? isService = null)
{
    // A lookup that takes longer is reported, because a sender may not wait that long.
    public static readonly TimeSpan SlowLookup = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, Type> _providerTypes = registrations
        .DistinctBy(static registration => registration.WebhookName)
        .ToDictionary(static registration => registration.WebhookName, static registration => registration.ProviderType, StringComparer.Ordinal);

    // Only the scopes of the container that comes with .NET are known to have the same services as the application.
    private readonly bool _applicationMayHaveProvider = scopeFactory.GetType().Assembly != typeof(ServiceProvider).Assembly
        || isService?.IsService(typeof(IScreenMeetSigningKeyProvider)) != false;

    public ValueTask<KeyLookup> GetAsync(HttpContext context, WebhookState webhook, ScreenMeetWebhookOptions options)
    {
        try
        {
            // Resolved from the request's own services, because a tenant's container may have a provider that the application's lacks.
            return FindProvider(context, webhook.Name) is { } provider
                ? AskAsync(provider, context, webhook)
                : new(KeyLookup.In(options));
        }
        catch (Exception exception)
        {
            return new(KeyLookup.Without(ReportFailure(exception, context, webhook)));
        }
    }

    // Returns the webhook's own provider, or one that is registered as a service for every webhook.
    private IScreenMeetSigningKeyProvider? FindProvider(HttpContext context, string webhookName)
    {
        if (_providerTypes.TryGetValue(webhookName, out var providerType))
        {
            return (IScreenMeetSigningKeyProvider)context.RequestServices.GetRequiredService(providerType);
        }

        return MayHaveProvider(context) ? context.RequestServices?.GetService<IScreenMeetSigningKeyProvider>() : null;
    }

    // Asking for the request's services creates their scope. That is spared where nothing has asked for them or replaced them yet, so
    // that they would be a scope of the application's own container, which has no provider.
    private bool MayHaveProvider(HttpContext context) =>
        _applicationMayHaveProvider
        || context.Features.Get<IServiceProvidersFeature>() is not null
        || context is not DefaultHttpContext { ServiceScopeFactory: var contextScopes }
        || !ReferenceEquals(contextScopes, scopeFactory);

    private async ValueTask<KeyLookup> AskAsync(IScreenMeetSigningKeyProvider provider, HttpContext context, WebhookState webhook)
    {
        ScreenMeetSigningKeys given = default;
        Exception? failure = null;
        var startedAt = timeProvider.GetTimestamp();
        try
        {
            given = await provider.GetSigningKeysAsync(context, webhook.Name, context.RequestAborted);
        }
        catch (Exception exception)
        {
            failure = exception;
        }

        var duration = timeProvider.GetElapsedTime(startedAt);
        var lookup = failure is null ? Check(given, context, webhook) : KeyLookup.Without(ReportFailure(failure, context, webhook));
        metrics.GotKeys(webhook.Name, duration, lookup.Status == KeyStatus.ProviderFailed ? failure!.GetType().FullName : null);
        if (duration >= SlowLookup && throttles.MayWrite(LogLevel.Warning, nameof(Log.KeyProviderSlow), webhook.Name))
        {
            Log.KeyProviderSlow(logger, context.GetEndpoint()?.DisplayName, duration);
        }

        return lookup with { Duration = duration };
    }

    private KeyLookup Check(ScreenMeetSigningKeys given, HttpContext context, WebhookState webhook)
    {
        var keys = new ScreenMeetSigningKeys(
            Check(nameof(given.SigningKey), given.SigningKeyAsGiven, context, webhook),
            Check(nameof(given.PreviousSigningKey), given.PreviousSigningKeyAsGiven, context, webhook));
        return KeyLookup.Of(keys, isAnyGiven: given is not { SigningKeyAsGiven: null, PreviousSigningKeyAsGiven: null });
    }

    // Text that cannot be a key counts as missing.
    private string? Check(string property, string? key, HttpContext context, WebhookState webhook)
    {
        if (key is null)
        {
            return null;
        }

        var trimmed = key.Trim();
        if ((SigningKeyRules.FindFault(trimmed) ?? publishedKeys.FindFault(trimmed)) is not { } fault)
        {
            return trimmed;
        }

        if (throttles.MayWrite(LogLevel.Error, nameof(Log.ProvidedKeyUnusable), webhook.Name, property))
        {
            Log.ProvidedKeyUnusable(logger, property, context.GetEndpoint()?.DisplayName, fault);
        }

        return null;
    }

    // The exception itself is not logged, because its message may quote the request, and a stack trace for each request would
    // let anybody fill the log.
    private KeyStatus ReportFailure(Exception exception, HttpContext context, WebhookState webhook)
    {
        var endpoint = context.GetEndpoint()?.DisplayName;
        if (context.RequestAborted.IsCancellationRequested)
        {
            // Some data clients throw another exception when a token is cancelled.
            if (exception is not OperationCanceledException && throttles.MayWrite(LogLevel.Warning, nameof(Log.KeyProviderCancelled), webhook.Name))
            {
                Log.KeyProviderCancelled(logger, endpoint, exception.GetType());
            }

            return KeyStatus.ClientDisconnected;
        }

        if (throttles.MayWrite(LogLevel.Error, nameof(Log.KeyProviderFailed), webhook.Name))
        {
            Log.KeyProviderFailed(logger, endpoint, exception.GetType(), OriginOf(exception));
        }

        return KeyStatus.ProviderFailed;
    }

    // Returns the name of the method that threw.
    private static string OriginOf(Exception exception) =>
        new StackTrace(exception).GetFrame(0) is { } frame && DiagnosticMethodInfo.Create(frame) is { } method
            ? $"{method.DeclaringTypeName}.{method.Name}"
            : "an unknown method";
}
