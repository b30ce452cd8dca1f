using System.Buffers;
using System.Diagnostics;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using BadHttpRequestException = Microsoft.AspNetCore.Http.BadHttpRequestException;

namespace ScreenMeet.AspNetCore;

// A body in one pooled buffer, which grows with the bytes that arrive and never by what Content-Length promises.
internal sealed class WebhookBody(BufferBudget budget) : IDisposable
{
    public const int InitialSize = 4096;

    private static readonly Type s_streamReader = PipeReader.Create(Stream.Null).GetType();

    // Kestrel looks at its clock once a second, and takes no grace period under that.
    private static readonly TimeSpan s_shortestGracePeriod = TimeSpan.FromSeconds(1.001);
    private static readonly TimeSpan s_serverPatience = TimeSpan.FromSeconds(5);

    private byte[] _buffer = [];
    private int _length;

    public ReadOnlySpan<byte> Bytes => _buffer.AsSpan(0, _length);

    // Reads the request's whole body, or tells why not.
    public async ValueTask<Refusal?> ReadAsync(HttpRequest request, ScreenMeetWebhookOptions options, TimeProvider timeProvider)
    {
        var endpointLimit = request.HttpContext.GetEndpoint()?.Metadata.GetMetadata<IRequestSizeLimitMetadata>()?.MaxRequestBodySize;
        var maxSize = Math.Min(options.MaxBodySize, endpointLimit ?? options.MaxBodySize);
        if (request.ContentLength > maxSize)
        {
            return Refusal.BodyTooLarge;
        }

        // The body's bytes are counted here. Kestrel counts the framing of chunks as well, which can be several times as long,
        // and up to its limit it reads away what still comes when the answer is out.
        var rateFeature = request.HttpContext.Features.Get<IHttpMinRequestBodyDataRateFeature>();
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } sizeFeature)
        {
            sizeFeature.MaxRequestBodySize = rateFeature is null ? null : (16 * maxSize) + (1 << 16);
        }

        var reader = request.BodyReader;
        if (request.Body.CanSeek)
        {
            // Buffered, and perhaps read before: also by a reader that still holds some of it.
            request.Body.Position = 0;
            reader = PipeReader.Create(request.Body, new StreamPipeReaderOptions(leaveOpen: true));
        }

        var serverTimesOut = LetServerTimeOut(request, reader, rateFeature, options.BodyTimeout);
        CancellationTokenSource? timer = null;
        CancellationTokenRegistration registration = default;
        try
        {
            while (true)
            {
                var reading = reader.ReadAsync();
                if (timer is null && !reading.IsCompleted)
                {
                    // Given to the read itself, the token would make Kestrel log an error.
                    timer = new(serverTimesOut ? options.BodyTimeout + s_serverPatience : options.BodyTimeout, timeProvider);
                    registration = serverTimesOut
                        ? timer.Token.UnsafeRegister(static context => ((HttpContext)context!).Abort(), request.HttpContext)
                        : timer.Token.UnsafeRegister(static reader => ((PipeReader)reader!).CancelPendingRead(), reader);
                }

                var read = await reading;
                var refusal = read.IsCanceled && !read.IsCompleted ? Refusal.BodyTooSlow
                    : read.Buffer.Length > maxSize - _length ? Refusal.BodyTooLarge
                    : TryAppend(read.Buffer, options.MaxBufferedBytes) ? null
                    : Refusal.BuffersFull;

                // Whatever was read: Kestrel calls a reader that was left in the middle of a read an error.
                reader.AdvanceTo(read.Buffer.End);
                if (refusal is not null || read.IsCompleted)
                {
                    return refusal;
                }
            }
        }
        catch (BadHttpRequestException exception)
        {
            return exception.StatusCode switch
            {
                StatusCodes.Status408RequestTimeout => Refusal.BodyTooSlow,
                StatusCodes.Status413PayloadTooLarge => Refusal.BodyTooLarge,
                _ => Refusal.BodyBroken,
            };
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or InvalidOperationException or OperationCanceledException)
        {
            if (exception is IOException { InnerException: not OverflowException })
            {
                // The connection is broken, or its TLS; a chunk's size that overflows is not that. Until Kestrel knows, it would
                // drain the body, and log an error.
                request.HttpContext.Abort();
            }

            // The timer's own end of the connection comes out here.
            return timer is { IsCancellationRequested: true } ? Refusal.BodyTooSlow : Refusal.BodyBroken;
        }
        finally
        {
            registration.Dispose();
            timer?.Dispose();
        }
    }

    public void Dispose()
    {
        budget.Return(_buffer.Length);
        ReturnBuffer();
        _buffer = [];
        _length = 0;
    }

    // A reader around a stream (of buffering, of decompression) does give it a token, so there Kestrel itself, where it is
    // HTTP/1.1, has to end a slow read: with a rate that no body reaches, after the time it has. It may know of another rate
    // already, if something has begun to read: then only the connection's end ends the read.
    private static bool LetServerTimeOut(HttpRequest request, PipeReader reader, IHttpMinRequestBodyDataRateFeature? rateFeature, TimeSpan timeout)
    {
        if (reader.GetType() != s_streamReader
            || HttpProtocol.IsHttp2(request.Protocol)
            || HttpProtocol.IsHttp3(request.Protocol)
            || rateFeature is null)
        {
            return false;
        }

        var gracePeriod = timeout > s_shortestGracePeriod ? timeout : s_shortestGracePeriod;
        rateFeature.MinDataRate = new MinDataRate(double.MaxValue, gracePeriod);
        return true;
    }

    private bool TryAppend(in ReadOnlySequence<byte> bytes, long maxBufferedBytes)
    {
        var length = _length + (int)bytes.Length;
        if (length > _buffer.Length && !TryGrow(length, maxBufferedBytes))
        {
            return false;
        }

        bytes.CopyTo(_buffer.AsSpan(_length));
        _length = length;
        return true;
    }

    private bool TryGrow(int length, long maxBufferedBytes)
    {
        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Clamp(2L * _buffer.Length, Math.Max(length, InitialSize), Array.MaxLength));
        if (!budget.TryTake(larger.Length - _buffer.Length, maxBufferedBytes))
        {
            ArrayPool<byte>.Shared.Return(larger);
            return false;
        }

        Bytes.CopyTo(larger);
        ReturnBuffer();
        _buffer = larger;
        return true;
    }

    private void ReturnBuffer()
    {
        if (_buffer.Length > 0)
        {
            Poison(_buffer);
            ArrayPool<byte>.Shared.Return(_buffer);
        }
    }

    // What still points into a buffer that was given back shows in tests: they run Debug builds.
    [Conditional("DEBUG")]
    private static void Poison(byte[] buffer) => buffer.AsSpan().Fill(0xDB);
}
