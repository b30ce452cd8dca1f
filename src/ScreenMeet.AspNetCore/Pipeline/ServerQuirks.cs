using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace ScreenMeet.AspNetCore;

// What servers do with a body beside handing it over, and how it is kept from getting in the way.
internal static class ServerQuirks
{
    private static readonly Type s_streamReader = PipeReader.Create(Stream.Null).GetType();

    // Kestrel looks at its clock once a second, and takes no grace period under that.
    private static readonly TimeSpan s_shortestGracePeriod = TimeSpan.FromSeconds(1.001);

    // A body's bytes are counted by us. Kestrel counts the framing of chunks as well, which can be several times as long, and
    // up to its limit it reads away what still comes after the response. Without a limit it would read on and on.
    public static void RaiseSizeLimit(HttpContext context, long maxSize)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature)
        {
            var isKestrel = context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is not null;
            feature.MaxRequestBodySize = isKestrel ? (16 * maxSize) + (1 << 16) : null;
        }
    }

    // Over HTTP/2 and HTTP/3, Kestrel answers a body that is slower than its minimum rate by ending the whole connection, and
    // with it the deliveries of others that a proxy sends over the same one. BodyTimeout bounds each body in its place. Where
    // something has begun to read the body, this comes too late and changes nothing.
    public static void LiftDataRate(HttpContext context)
    {
        if (IsMultiplexed(context.Request) && context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } feature)
        {
            feature.MinDataRate = null;
        }
    }

    // A reader around a stream (of buffering, of decompression) can be cancelled through a token alone, and Kestrel's HTTP/1.1
    // logs an Error when a token cancels its read. So Kestrel itself has to end a slow read there: with a rate that no body
    // reaches, after the time that the body has. It may know of another rate already, if something has begun to read: then
    // only the end of the connection ends the read.
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

    // Aborting runs what others registered on RequestAborted, which may throw.
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
