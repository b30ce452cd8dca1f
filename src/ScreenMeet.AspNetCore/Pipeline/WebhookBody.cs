using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;

namespace ScreenMeet.AspNetCore;

// A body in one pooled buffer, which grows with the bytes that arrive and never by what Content-Length promises.
internal sealed class WebhookBody : IDisposable
{
    private const int InitialSize = 4096;

    private byte[] _buffer = [];
    private int _length;

    public ReadOnlySpan<byte> Bytes => _buffer.AsSpan(0, _length);

    // Reads the request's whole body, or tells why not.
    public async ValueTask<Refusal?> ReadAsync(HttpRequest request, long maxSize, TimeSpan timeout, TimeProvider timeProvider)
    {
        if (request.ContentLength > maxSize)
        {
            return Refusal.BodyTooLarge;
        }

        if (request.Body.CanSeek)
        {
            request.Body.Position = 0;
        }

        var serverLimit = LiftServerLimit(request.HttpContext);
        var reader = request.BodyReader;
        using var timer = new CancellationTokenSource(timeout, timeProvider);

        // Given to the read itself, the token would make Kestrel log an error.
        using var registration = timer.Token.UnsafeRegister(static reader => ((PipeReader)reader!).CancelPendingRead(), reader);

        try
        {
            while (true)
            {
                var read = await reader.ReadAsync();
                var refusal = read.IsCanceled && !read.IsCompleted ? Refusal.BodyTooSlow
                    : read.Buffer.Length > maxSize - _length ? Refusal.BodyTooLarge
                    : null;
                if (refusal is null)
                {
                    Append(read.Buffer);
                }

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
        catch (Exception exception) when (exception is IOException or InvalidDataException or OperationCanceledException)
        {
            return Refusal.BodyBroken;
        }
        catch (InvalidOperationException)
        {
            // Decompression throws these, both for its size limit and for some broken streams.
            return serverLimit < maxSize ? Refusal.BodyTooLarge : Refusal.BodyBroken;
        }
    }

    public void Dispose()
    {
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
            _length = 0;
        }
    }

    // The server's own limit is about uploads in general, and Kestrel counts the framing of chunks as well: here the body's
    // bytes are counted. A limit on the endpoint itself stands. Gives the limit that was in force before.
    private static long? LiftServerLimit(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<IRequestSizeLimitMetadata>() is { } endpointLimit)
        {
            return endpointLimit.MaxRequestBodySize;
        }

        var feature = context.Features.Get<IHttpMaxRequestBodySizeFeature>();
        var serverLimit = feature?.MaxRequestBodySize;
        if (feature is { IsReadOnly: false })
        {
            feature.MaxRequestBodySize = null;
        }

        return serverLimit;
    }

    private void Append(in ReadOnlySequence<byte> bytes)
    {
        var length = _length + (int)bytes.Length;
        if (length > _buffer.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent((int)Math.Clamp(2L * _buffer.Length, Math.Max(length, InitialSize), Array.MaxLength));
            Bytes.CopyTo(larger);
            var smaller = _buffer;
            _buffer = larger;
            if (smaller.Length > 0)
            {
                ArrayPool<byte>.Shared.Return(smaller);
            }
        }

        bytes.CopyTo(_buffer.AsSpan(_length));
        _length = length;
    }
}
