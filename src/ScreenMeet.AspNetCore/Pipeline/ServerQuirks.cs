using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace ScreenMeet.AspNetCore;

// Works around what servers do with a body besides passing it on.
internal static class ServerQuirks
{
    private static readonly Type s_streamReader = PipeReader.Create(Stream.Null).GetType();

    // Kestrel checks the rate once a second, and accepts only a grace period of more than a second.
    private static readonly TimeSpan s_shortestGracePeriod = TimeSpan.FromSeconds(1.001);

    // WebhookBody counts the bytes of a body itself. Kestrel counts the framing of chunks as well, which can be several times as
    // long, and after the response it drains the rest of the body up to its limit. Without a limit it would never stop.
    public static void RaiseSizeLimit(HttpContext context, long maxSize)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature)
        {
            var isKestrel = context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is not null;
            feature.MaxRequestBodySize = isKestrel ? (16 * maxSize) + (1 << 16) : null;
        }
    }

    // Over HTTP/2 and HTTP/3, Kestrel ends the whole connection when a body is slower than its minimum rate, and with it other
    // deliveries that a proxy sends over the same connection. BodyTimeout limits each body instead. If middleware has begun to
    // read the body, this comes too late and has no effect.
    public static void LiftDataRate(HttpContext context)
    {
        if (IsMultiplexed(context.Request) && context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } feature)
        {
            feature.MinDataRate = null;
        }
    }

    // A reader around a stream (for buffering or decompression) can be cancelled only through a token, and over HTTP/1.1 Kestrel
    // logs an Error when a token cancels a read. So Kestrel itself has to end a slow read. It gets a minimum rate that no body
    // reaches, and a grace period that is the time that the body may take. If middleware has begun to read the body, Kestrel may already
    // use another rate, and only the end of the connection ends the read.
    public static bool TryLetServerTimeOut(HttpContext context, PipeReader reader, TimeSpan timeout)
    {
        if (reader.GetType() != s_streamReader
            || IsMultiplexed(context.Request)
            || context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is not { } feature)
        {
            return false;
        }

        var gracePeriod = timeout > s_shortestGracePeriod ? timeout : s_shortestGracePeriod;
        feature.MinDataRate = new MinDataRate(double.MaxValue, gracePeriod);
        return true;
    }

    // Aborting runs callbacks that other code has registered on RequestAborted, which may throw.
    public static void Abort(HttpContext context)
    {
        try
        {
            context.Abort();
        }
        catch (Exception)
        {
            // The request ends either way.
        }
    }

    private static bool IsMultiplexed(HttpRequest request) =>
        HttpProtocol.IsHttp2(request.Protocol) || HttpProtocol.IsHttp3(request.Protocol);
}
