using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;

namespace ScreenMeet.AspNetCore;

// Verifies a request and acts on the result. This is the one place where a refusal gets its status, header, log line and
// metric, and where a delivery is handed over.
internal sealed class DeliveryReceiver(
    DeliveryVerifier verifier,
    WebhookStates webhooks,
    WebhookMetrics metrics,
    IEnumerable<ScreenMeetDeliveryObserver> observers,
    LogThrottles throttles,
    ILogger<ScreenMeetWebhookMiddleware> logger)
{
    private readonly ScreenMeetDeliveryObserver[] _observers = [.. observers];

    // Returns null if the request has been refused. The delivery is verified for the receiver alone (see VerifiedDelivery).
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<ScreenMeetDelivery?> ReceiveAsync(HttpContext context, string webhookName, object receiver)
    {
        var webhook = webhooks.Get(webhookName);
        var verification = await verifier.VerifyAsync(context, webhook);
        if (!verification.IsAccepted)
        {
            Refuse(context, webhook, verification);
            return null;
        }

        var delivery = verification.Delivery;
        Report(context, webhook, verification);

        // Kestrel keeps the features and the body until the connection's next request, which may never arrive.
        context.Response.OnCompleted(static state => Forget(((HttpContext, Stream))state), (context, context.Request.Body));
        context.Features.Set(new VerifiedDelivery(delivery, receiver, context.Request, metrics));
        context.Request.Body = new VerifiedBody(delivery);
        return delivery;
    }

    private void Report(HttpContext context, WebhookState webhook, in Verification verification)
    {
        var delivery = verification.Delivery!;
        metrics.Accept(delivery);
        RequestTags.Accept(context, delivery);
        var endpoint = EndpointOf(context);
        Log.Accepted(logger, endpoint, delivery.Count, delivery.Size);
        if (webhook.AcceptFirst())
        {
            Log.FirstAccepted(logger, Mistakes.Webhook(webhook.Name), endpoint);
        }

        if (delivery.IsSignedWithPreviousKey && webhook.MayLogPreviousKey(delivery.ReceivedAt))
        {
            Log.PreviousKeyUsed(logger, endpoint);
        }

        if (_observers.Length > 0)
        {
            webhook.KnownUrls.Add(context.Request);
            Tell(
                static (observer, outcome) => observer.OnAccepted(outcome),
                new()
                {
                    WebhookName = webhook.Name,
                    Endpoint = endpoint,
                    Delivery = delivery,
                    Size = delivery.Size,
                    IsGenuine = true,
                    IsKnownUrl = true,
                    KeyStatus = verification.KeyLookup.Status,
                    KeyLookupDuration = verification.KeyLookup.Duration,
                });
        }
    }

    private void Tell(Action<ScreenMeetDeliveryObserver, ScreenMeetDeliveryOutcome> tell, ScreenMeetDeliveryOutcome outcome)
    {
        foreach (var observer in _observers)
        {
            try
            {
                tell(observer, outcome);
            }
            catch (Exception exception)
            {
                if (throttles.MayWrite(LogLevel.Error, nameof(Log.ObserverFailed), outcome.WebhookName, observer.GetType().FullName))
                {
                    Log.ObserverFailed(logger, observer.GetType(), exception.GetType());
                }
            }
        }
    }

    // Runs after the request, on a thread of the server, which may already have released the context.
    private static Task Forget((HttpContext Context, Stream Body) received)
    {
        try
        {
            received.Context.Features.Set<VerifiedDelivery>(null);
            received.Context.Request.Body = received.Body;
        }
        catch (Exception)
        {
            // A released context no longer refers to the delivery. The type of the exception depends on the server.
        }

        return Task.CompletedTask;
    }

    private void Refuse(HttpContext context, WebhookState webhook, in Verification verification)
    {
        var refusal = verification.Refusal!;
        metrics.Refuse(webhook.Name, refusal);
        RequestTags.Refuse(context, webhook.Name, refusal);
        if (refusal == Refusal.BodyUnreadable)
        {
            Log.Unreadable(logger, EndpointOf(context), verification.ErrorOffset, verification.Size.GetValueOrDefault());
        }

        if (throttles.MayWriteRefused(webhook.Name, refusal))
        {
            Log.Refused(logger, EndpointOf(context), refusal.StatusCode, refusal.Reason, refusal.Hint);
        }

        if (_observers.Length > 0)
        {
            Tell(
                static (observer, outcome) => observer.OnRefused(outcome),
                new()
                {
                    WebhookName = webhook.Name,
                    Endpoint = EndpointOf(context),
                    Reason = refusal.Reason,
                    StatusCode = refusal.StatusCode,
                    Size = verification.Size,
                    IsGenuine = refusal.IsGenuine,
                    IsKnownUrl = webhook.KnownUrls.Contains(context.Request),
                    KeyStatus = verification.KeyLookup.Status,
                    KeyLookupDuration = verification.KeyLookup.Duration,
                });
        }

        var response = context.Features.GetRequiredFeature<IHttpResponseFeature>();
        context.Features.Set<IHttpResponseFeature>(new RefusedResponse(response, refusal.StatusCode));
        if (response.HasStarted)
        {
            // Middleware in front has already begun its own response, which the sender must not mistake for success.
            ServerQuirks.Abort(context);
            return;
        }

        // Every refusal has an empty body, so the application must not add a status code page.
        if (context.Features.Get<IStatusCodePagesFeature>() is { } statusCodePages)
        {
            statusCodePages.Enabled = false;
        }

        var endsConnection = EndsConnection(context.Request, verification);
        response.StatusCode = refusal.StatusCode;
        SetHeaders(response.Headers, refusal, endsConnection);

        // Set again at the last moment, because middleware in front may have cleared, replaced or redirected the response.
        response.OnStarting(
            static state =>
            {
                var (response, refusal, endsConnection) = ((IHttpResponseFeature, Refusal, bool))state;
                if (!response.HasStarted)
                {
                    response.StatusCode = refusal.StatusCode;
                    response.Headers.Remove(HeaderNames.Location);
                    SetHeaders(response.Headers, refusal, endsConnection);
                }

                return Task.CompletedTask;
            },
            (response, refusal, endsConnection));
    }

    private static void SetHeaders(IHeaderDictionary headers, Refusal refusal, bool endsConnection)
    {
        if (refusal.HeaderName is not null)
        {
            headers[refusal.HeaderName] = refusal.HeaderValue;
        }

        if (endsConnection)
        {
            headers.Connection = "close";
        }
    }

    // Over HTTP/1.1, the rest of a partly read body is not worth waiting for. After a refusal, a client that waits for
    // 100 Continue sends its next request instead of the body, and the server would read that request as the body.
    private static bool EndsConnection(HttpRequest request, in Verification verification) =>
        HttpProtocol.IsHttp11(request.Protocol)
        && (verification.Refusal!.LeavesBody || request.Headers.Expect.Count > 0);

    private static string? EndpointOf(HttpContext context) => context.GetEndpoint()?.DisplayName;
}
