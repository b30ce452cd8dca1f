using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using ScreenMeet.Webhooks;

namespace ScreenMeet.AspNetCore;

// Turns headers and bytes into a delivery or a refusal. It does not write to the response.
internal sealed class DeliveryVerifier(WebhookOptionsSource optionsSource, SigningKeySource keySource, TimeProvider timeProvider)
{
    // While the body arrives, the garbage collector may move the task to the old generation. Without pooling, the task would
    // then keep the delivery in memory after the request, until that generation is collected.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<Verification> VerifyAsync(HttpContext context, WebhookState webhook)
    {
        var receivedAt = timeProvider.GetUtcNow();
        if (CheckHead(context.Request) is { } headRefusal)
        {
            return Verification.Refuse(headRefusal);
        }

        var options = optionsSource.Get(webhook.Name);
        var keyLookup = await keySource.GetAsync(context, webhook, options);
        var keys = keyLookup.Keys;
        if (keyLookup.Status != KeyStatus.Available)
        {
            return Verification.Refuse(Refusal.KeysUnavailable, keyLookup);
        }

        using var body = new WebhookBody(context, webhook.Budget);
        if (await body.ReadAsync(options, timeProvider) is { } bodyRefusal)
        {
            return Verification.Refuse(bodyRefusal, keyLookup);
        }

        var signature = context.Request.Headers[ScreenMeetSignature.HeaderName];
        var isCurrent = IsSignedWith(keys.SigningKey);
        if (!isCurrent && !IsSignedWith(keys.PreviousSigningKey))
        {
            return Verification.Refuse(ExplainMismatch(webhook, body.Bytes, signature, keys, receivedAt), keyLookup, body.Bytes.Length);
        }

        return ScreenMeetEventParser.TryParse(body.Bytes, out var events, out var errorOffset)
            ? Verification.Accept(new(events, body.Bytes, receivedAt, webhook.Name, isSignedWithPreviousKey: !isCurrent), keyLookup)
            : Verification.RefuseUnreadable(errorOffset, keyLookup, body.Bytes.Length);

        bool IsSignedWith(string? key) =>
            key is not null && ScreenMeetSignature.Verify(body.Bytes, signature, key) == ScreenMeetSignatureResult.Valid;
    }

    private static Refusal ExplainMismatch(WebhookState webhook, ReadOnlySpan<byte> body, string? signature, ScreenMeetSigningKeys keys, DateTimeOffset now)
    {
        if (body.IsEmpty)
        {
            return Refusal.BodyEmpty;
        }

        return webhook.MayExamineBody(now) && RewrittenBody.IsSigned(body, signature, keys) ? Refusal.BodyRewritten : Refusal.SignatureMismatch;
    }

    // Finds a refusal that does not depend on the body.
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
            _ when !IsPlain(request.Headers.ContentEncoding) => Refusal.BodyEncoded,
            _ => null,
        };
    }

    private static bool IsSha256(StringValues algorithm) =>
        algorithm.Count == 1 && algorithm.ToString().AsSpan().Trim(" \t").Equals("sha256", StringComparison.OrdinalIgnoreCase);

    // True if each encoding, in one header or in several, is empty or is identity, which means that the body is not encoded.
    private static bool IsPlain(StringValues contentEncoding)
    {
        foreach (var line in contentEncoding)
        {
            foreach (var range in line.AsSpan().Split(','))
            {
                var encoding = line.AsSpan(range).Trim(" \t");
                if (!encoding.IsEmpty && !encoding.Equals("identity", StringComparison.OrdinalIgnoreCase))
                {
                    return false;
                }
            }
        }

        return true;
    }
}
