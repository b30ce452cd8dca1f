using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using BadHttpRequestException = Microsoft.AspNetCore.Http.BadHttpRequestException;

namespace ScreenMeet.AspNetCore;

// Reads the whole body of a request, or refuses it. Other threads, those of the timer and of the budget, can end its wait for
// more bytes, and the client may disconnect at any moment.
internal sealed class WebhookBody(HttpContext context, BufferBudget budget) : IThreadPoolWorkItem, IDisposable
{
    // If Kestrel has to end a slow read itself and has not done so after this additional time, the connection is ended.
    private static readonly TimeSpan s_serverPatience = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private PooledBuffer _buffer;
    private PipeReader? _reader;
    private bool _endsWithConnection;
    private bool _isCharged;

    // Both are guarded by _lock. They say why the wait was ended, and whether reading is over. When reading is over, no wait may be
    // ended, because the reader may already serve the connection's next request.
    private Refusal? _ended;
    private bool _isOver;

    public ReadOnlySpan<byte> Bytes => _buffer.Bytes;

    // Only the budget uses these three properties.
    public LinkedListNode<WebhookBody>? Place { get; set; }

    public int Held { get; set; }

    public bool IsEvicted { get; set; }

    // Returns null when the whole body was read, or else why it was refused.
    public async ValueTask<Refusal?> ReadAsync(ScreenMeetWebhookOptions options, TimeProvider timeProvider)
    {
        var maxSize = MaxSizeOf(options);
        if (context.Request.ContentLength > maxSize)
        {
            return Refusal.BodyTooLarge;
        }

        ServerQuirks.RaiseSizeLimit(context, maxSize);
        ServerQuirks.LiftDataRate(context);
        var reader = _reader = OpenReader();
        _endsWithConnection = ServerQuirks.TryLetServerTimeOut(context, reader, options.BodyTimeout);
        ITimer? timer = null;
        try
        {
            while (true)
            {
                var reading = reader.ReadAsync();
                if (timer is null && !reading.IsCompleted)
                {
                    // A token on the read itself would make Kestrel log an Error.
                    timer = timeProvider.CreateTimer(
                        static body => ((WebhookBody)body!).EndWait(Refusal.BodyTooSlow),
                        this,
                        _endsWithConnection ? options.BodyTimeout + s_serverPatience : options.BodyTimeout,
                        Timeout.InfiniteTimeSpan);
                }

                var read = await reading;
                var refusal = Take(read, maxSize, options.EffectiveMaxBufferedBytes);

                // The reader is always advanced, because Kestrel reports a reader that is left in the middle of a read as an error.
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
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException or InvalidOperationException or OperationCanceledException)
        {
            // A wait that was ended together with the connection ends with this exception.
            var refusal = Finish() ?? Refusal.BodyBroken with { Hint = $" Reading the body threw {exception.GetType()}." };
            if (exception is IOException { InnerException: not OverflowException })
            {
                // The connection or its TLS is broken (an overflowing chunk size is neither). Until Kestrel notices that, it
                // would drain the body and log an Error.
                ServerQuirks.Abort(context);
            }

            return refusal;
        }
        finally
        {
            Finish();
            timer?.Dispose();
        }
    }

    // Runs when this body has to make room in the budget.
    void IThreadPoolWorkItem.Execute() => EndWait(Refusal.BuffersFull);

    public void Dispose()
    {
        if (_isCharged)
        {
            budget.Release(this);
        }

        _buffer.Return();
    }

    private long MaxSizeOf(ScreenMeetWebhookOptions options)
    {
        var endpointLimit = context.GetEndpoint()?.Metadata.GetMetadata<IRequestSizeLimitMetadata>()?.MaxRequestBodySize;
        return Math.Min(options.MaxBodySize, endpointLimit ?? options.MaxBodySize);
    }

    private PipeReader OpenReader()
    {
        if (!context.Request.Body.CanSeek)
        {
            return context.Request.BodyReader;
        }

        // The body is buffered and may have been read before, even by a reader that still holds some of it.
        context.Request.Body.Position = 0;
        return PipeReader.Create(context.Request.Body, new StreamPipeReaderOptions(leaveOpen: true));
    }

    private Refusal? Take(in ReadResult read, long maxSize, long maxBufferedBytes)
    {
        if (read.IsCanceled && !read.IsCompleted)
        {
            return Finish() ?? Refusal.BodyTooSlow;
        }

        if (read.Buffer.Length > maxSize - _buffer.Length)
        {
            return Refusal.BodyTooLarge;
        }

        if (!read.IsCompleted && !TryCharge((int)read.Buffer.Length, maxBufferedBytes))
        {
            return Refusal.BuffersFull;
        }

        _buffer.Append(read.Buffer);
        return null;
    }

    private bool TryCharge(int bytes, long limit)
    {
        _isCharged = true;
        return budget.TryCharge(this, bytes, limit);
    }

    // Runs on a thread of a timer or of the pool, where an exception would end the process. A reader throws if the request has
    // been aborted meanwhile, but then ends its read by itself.
    private void EndWait(Refusal reason)
    {
        lock (_lock)
        {
            if (_isOver)
            {
                return;
            }

            _ended ??= reason;
            if (_endsWithConnection)
            {
                ServerQuirks.Abort(context);
                return;
            }

            try
            {
                _reader!.CancelPendingRead();
            }
            catch (Exception)
            {
                ServerQuirks.Abort(context);
            }
        }
    }

    // From here on nothing can end the wait. Returns why it was ended, if it was.
    private Refusal? Finish()
    {
        lock (_lock)
        {
            _isOver = true;
            return _ended;
        }
    }
}
