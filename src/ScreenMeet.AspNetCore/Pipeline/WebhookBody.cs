using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using BadHttpRequestException = Microsoft.AspNetCore.Http.BadHttpRequestException;

namespace ScreenMeet.AspNetCore;

// A request's body, read whole or refused. Its wait for more bytes can be ended from other threads, by the timer and by the
// budget, while the client may break off at any moment.
internal sealed class WebhookBody(HttpContext context, BufferBudget budget) : IThreadPoolWorkItem, IDisposable
{
    // Where Kestrel ends a slow read itself, how much longer it has before the connection ends.
    private static readonly TimeSpan s_serverPatience = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private PooledBuffer _buffer;
    private PipeReader? _reader;
    private bool _endsWithConnection;
    private bool _isCharged;

    // Guarded by _lock: why the wait was ended, and that there is nothing left to end. The reader may serve the connection's
    // next request by then.
    private Refusal? _ended;
    private bool _isOver;

    public ReadOnlySpan<byte> Bytes => _buffer.Bytes;

    // The three belong to the budget.
    public LinkedListNode<WebhookBody>? Place { get; set; }

    public int Held { get; set; }

    public bool IsEvicted { get; set; }

    // Reads the whole body, or returns why it was refused.
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

                // In every case, because Kestrel reports a reader that was left in the middle of a read as an error.
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
            // What ended the wait with the connection's end comes out here.
            var refusal = Finish() ?? Refusal.BodyBroken;
            if (exception is IOException { InnerException: not OverflowException })
            {
                // The connection is broken, or its TLS (a chunk's size that overflows is neither). Until Kestrel knows, it would
                // drain the body, and log an Error.
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

    // The budget needs the room.
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

        // Buffered, and perhaps read before: also by a reader that still holds some of it.
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

    // Runs on the thread of a timer or of the pool, where an exception would end the process. Readers throw when the request
    // was aborted meanwhile, and end their read by themselves then.
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

    // From here on nothing ends a wait any more. Returns what has ended it.
    private Refusal? Finish()
    {
        lock (_lock)
        {
            _isOver = true;
            return _ended;
        }
    }
}
