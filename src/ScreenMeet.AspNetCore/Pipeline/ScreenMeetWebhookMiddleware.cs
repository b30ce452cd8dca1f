using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using ScreenMeet.Webhooks;

namespace ScreenMeet.AspNetCore;

internal sealed partial class ScreenMeetWebhookMiddleware(
    RequestDelegate next,
    IOptionsMonitor<ScreenMeetWebhookOptions> optionsMonitor,
    WebhookMetrics metrics,
    BufferBudget budget,
    TimeProvider timeProvider,
    ILogger<ScreenMeetWebhookMiddleware> logger,
    IServiceProviderIsService? isService = null)
{
    // Seconds: as long as a body may take by default, so that those that fill the buffers now are gone.
    private const string RetryAfter = "15";

    private static readonly TimeSpan s_previousKeyInterval = TimeSpan.FromHours(1);

    // Asking for the request's services makes a scope, which not every request needs.
    private readonly bool _mayHaveKeyProvider = isService?.IsService(typeof(IScreenMeetSigningKeyProvider)) ?? true;

    // By the webhook's name.
    private readonly Dictionary<string, DateTimeOffset> _previousKeyUsed = [];

    public Task Invoke(HttpContext context)
    {
        var webhook = ScreenMeetWebhookAttribute.InForceOn(context.GetEndpoint());
        return webhook is null || context.GetScreenMeetDelivery()?.WebhookName == webhook.Name
            ? next(context)
            : ReceiveAsync(context, webhook.Name);
    }

    private async Task ReceiveAsync(HttpContext context, string webhookName)
    {
        var delivery = await VerifyAsync(context, webhookName);
        if (delivery is null)
        {
            return;
        }

        metrics.Accepted(delivery);
        Log.Accepted(logger, EndpointOf(context), delivery.Count, delivery.Size);
        if (delivery.UsedPreviousKey && IsFirstWithPreviousKey(delivery))
        {
            Log.PreviousKeyUsed(logger, EndpointOf(context));
        }

        // Kestrel keeps features and body until the connection's next request comes, if it ever does.
        context.Response.OnCompleted(static state => Forget(((HttpContext, Stream))state), (context, context.Request.Body));
        context.Features.Set(delivery);
        context.Request.Body = new VerifiedBody(delivery);
        await next(context);
    }

    private static Task Forget((HttpContext Context, Stream Body) received)
    {
        received.Context.Features.Set<ScreenMeetDelivery>(null);
        received.Context.Request.Body = received.Body;
        return Task.CompletedTask;
    }

    // Gives null when the request has been refused. While the body arrives, the task grows old; without pooling it would
    // keep the delivery, after the request, until the next collection of the old generation.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ScreenMeetDelivery?> VerifyAsync(HttpContext context, string webhookName)
    {
        var receivedAt = timeProvider.GetUtcNow();
        if (CheckHead(context.Request) is { } fault)
        {
            return Refuse(context, webhookName, fault);
        }

        var options = optionsMonitor.Get(webhookName);
        var keys = await GetKeysAsync(context, webhookName, options);
        if (keys is { SigningKey: null, PreviousSigningKey: null })
        {
            return Refuse(context, webhookName, Refusal.KeysUnavailable);
        }

        using var body = new WebhookBody(budget);
        if (await body.ReadAsync(context.Request, options, timeProvider) is { } bodyFault)
        {
            return Refuse(context, webhookName, bodyFault);
        }

        var signature = context.Request.Headers[ScreenMeetSignature.HeaderName];
        var isCurrent = IsSignedWith(keys.SigningKey);
        if (!isCurrent && !IsSignedWith(keys.PreviousSigningKey))
        {
            return Refuse(context, webhookName, body.Bytes.IsEmpty ? Refusal.BodyEmpty : Refusal.SignatureMismatch);
        }

        if (!ScreenMeetEventParser.TryParse(body.Bytes, out var events, out var errorOffset))
        {
            Log.Unreadable(logger, EndpointOf(context), errorOffset, body.Bytes.Length);
            return Refuse(context, webhookName, Refusal.BodyUnreadable);
        }

        return new(events, body.Bytes, receivedAt, webhookName, usedPreviousKey: !isCurrent);

        bool IsSignedWith(string? key) =>
            key is not null && ScreenMeetSignature.Verify(body.Bytes, signature, key) == ScreenMeetSignatureResult.Valid;
    }

    private async ValueTask<ScreenMeetSigningKeys> GetKeysAsync(HttpContext context, string webhookName, ScreenMeetWebhookOptions options)
    {
        try
        {
            return _mayHaveKeyProvider && context.RequestServices.GetService<IScreenMeetSigningKeyProvider>() is { } provider
                ? await provider.GetKeysAsync(context, webhookName, context.RequestAborted)
                : new(options.SigningKey, options.PreviousSigningKey);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return default;
        }
        catch (Exception exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // Data clients make an exception of their own of a token that is cancelled.
            Log.KeyProviderCancelled(logger, exception, EndpointOf(context));
            return default;
        }
        catch (Exception exception)
        {
            Log.KeyProviderFailed(logger, exception, EndpointOf(context));
            return default;
        }
    }

    private bool IsFirstWithPreviousKey(ScreenMeetDelivery delivery)
    {
        lock (_previousKeyUsed)
        {
            var isFirst = !_previousKeyUsed.TryGetValue(delivery.WebhookName, out var last) || delivery.ReceivedAt - last >= s_previousKeyInterval;
            if (isFirst)
            {
                _previousKeyUsed[delivery.WebhookName] = delivery.ReceivedAt;
            }

            return isFirst;
        }
    }

    // What can be refused before the body is read.
    private static Refusal? CheckHead(HttpRequest request)
    {
        if (!HttpMethods.IsPost(request.Method))
        {
            return Refusal.MethodNotAllowed;
        }

        var signature = request.Headers[ScreenMeetSignature.HeaderName];
        var algorithm = request.Headers[ScreenMeetSignature.AlgorithmHeaderName];
        return signature.Count switch
        {
            0 => Refusal.SignatureMissing,
            > 1 => Refusal.SignatureRepeated,
            _ when string.IsNullOrWhiteSpace(signature) => Refusal.SignatureMissing,
            _ when !ScreenMeetSignature.IsWellFormed(signature.ToString()) => Refusal.SignatureMalformed,
            _ when StringValues.IsNullOrEmpty(algorithm) => Refusal.AlgorithmMissing,
            _ when !IsSha256(algorithm) => Refusal.AlgorithmNotSupported,
            _ when request.Headers.ContentEncoding.Count > 0 => Refusal.BodyEncoded,
            _ => null,
        };
    }

    private static bool IsSha256(StringValues algorithm) =>
        algorithm.Count == 1 && algorithm.ToString().AsSpan().Trim(" \t").Equals("sha256", StringComparison.OrdinalIgnoreCase);

    private ScreenMeetDelivery? Refuse(HttpContext context, string webhookName, Refusal refusal)
    {
        metrics.Refused(webhookName, refusal);
        if (refusal == Refusal.BodyEmpty)
        {
            Log.BodyEmpty(logger, EndpointOf(context), refusal.StatusCode, refusal.Reason);
        }
        else
        {
            Log.Refused(logger, EndpointOf(context), refusal.StatusCode, refusal.Reason);
        }

        // No page of the application's own: the answer is the same whatever the fault, and no user code runs.
        if (context.Features.Get<IStatusCodePagesFeature>() is { } statusCodePages)
        {
            statusCodePages.Enabled = false;
        }

        var response = context.Response;
        if (response.HasStarted)
        {
            // Something in front answers already: the sender must not take that for a receipt.
            context.Abort();
            return null;
        }

        response.StatusCode = refusal.StatusCode;
        switch (refusal.StatusCode)
        {
            case StatusCodes.Status401Unauthorized:
                response.Headers.WWWAuthenticate = "ScreenMeet-Signature";
                break;
            case StatusCodes.Status405MethodNotAllowed:
                response.Headers.Allow = HttpMethods.Post;
                break;
            case StatusCodes.Status415UnsupportedMediaType:
                response.Headers.AcceptEncoding = "identity";
                break;
            case StatusCodes.Status503ServiceUnavailable:
                response.Headers.RetryAfter = RetryAfter;
                break;
        }

        if (refusal.LeavesBody && HttpProtocol.IsHttp11(context.Request.Protocol))
        {
            // The rest of the body is not worth waiting for.
            response.Headers.Connection = "close";
        }

        return null;
    }

    private static string? EndpointOf(HttpContext context) => context.GetEndpoint()?.DisplayName;

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Debug, "Accepted a ScreenMeet delivery of {EventCount} events in {Size} bytes for '{Endpoint}'.", EventName = "DeliveryAccepted")]
        public static partial void Accepted(ILogger logger, string? endpoint, int eventCount, int size);

        [LoggerMessage(5, LogLevel.Information, "A ScreenMeet delivery to '{Endpoint}' was signed with the previous signing key. The next hour's are not logged. When this does not come any more, remove PreviousSigningKey.", EventName = "PreviousKeyUsed")]
        public static partial void PreviousKeyUsed(ILogger logger, string? endpoint);

        [LoggerMessage(6, LogLevel.Error, "The signing keys for '{Endpoint}' could not be had.", EventName = "KeyProviderFailed")]
        public static partial void KeyProviderFailed(ILogger logger, Exception exception, string? endpoint);

        [LoggerMessage(7, LogLevel.Warning, "The signing keys for '{Endpoint}' could not be had before the request was over.", EventName = "KeyProviderCancelled")]
        public static partial void KeyProviderCancelled(ILogger logger, Exception exception, string? endpoint);

        [LoggerMessage(2, LogLevel.Warning, "Refused a request to '{Endpoint}' with {StatusCode}: {Reason}.", EventName = "DeliveryRefused")]
        public static partial void Refused(ILogger logger, string? endpoint, int statusCode, string reason);

        [LoggerMessage(3, LogLevel.Warning, "Refused a request to '{Endpoint}' with {StatusCode}: {Reason}. If genuine deliveries arrive without a body, something reads it before UseScreenMeetWebhooks(): call that earlier, or Request.EnableBuffering() before the body is read.", EventName = "BodyEmpty")]
        public static partial void BodyEmpty(ILogger logger, string? endpoint, int statusCode, string reason);

        [LoggerMessage(4, LogLevel.Error, "A ScreenMeet delivery to '{Endpoint}' is genuine, but not a JSON array of events: reading stopped at byte {Offset} of {Size}. ScreenMeet may have changed its format.", EventName = "DeliveryUnreadable")]
        public static partial void Unreadable(ILogger logger, string? endpoint, int offset, int size);
    }
}
