namespace ScreenMeet.AspNetCore.Fuzzing;

// The parts of a body as a server's stream gives them. A part that is delayed leaves the read pending, until somebody waits.
internal sealed class FuzzedBody(IEnumerable<BodyPart> parts, ManualClock clock) : Stream
{
    private readonly Queue<BodyPart> _coming = new(parts);

    private ReadOnlyMemory<byte> _arrived;
    private bool _hasWaited;
    private TaskCompletionSource<int>? _pending;
    private Memory<byte> _buffer;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    // Lets the time pass that a pending read needs.
    public void Wait()
    {
        var pending = _pending ?? throw new InvalidOperationException("Nothing is read.");
        _hasWaited = true;
        clock.Advance(_coming.Peek().Delay);
        if (pending.Task.IsCompleted)
        {
            return;
        }

        try
        {
            if (TryRead(_buffer, out var count))
            {
                pending.SetResult(count);
            }
        }
        catch (Exception exception)
        {
            pending.SetException(exception);
        }
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (TryRead(buffer, out var count))
        {
            return new(count);
        }

        // What waits for it goes on at once: one input, one way through the code.
        var pending = new TaskCompletionSource<int>();
        cancellationToken.UnsafeRegister(_ => pending.TrySetCanceled(cancellationToken), null);
        (_pending, _buffer) = (pending, buffer);
        return new(pending.Task);
    }

    private bool TryRead(Memory<byte> buffer, out int count)
    {
        count = 0;
        while (_arrived.IsEmpty && _coming.TryPeek(out var part))
        {
            if (part.Fault is null && part.Delay > TimeSpan.Zero && !_hasWaited)
            {
                return false;
            }

            _hasWaited = false;
            _coming.Dequeue();
            _arrived = part.Fault is null ? part.Bytes : throw part.Fault.Exception();
        }

        count = Math.Min(buffer.Length, _arrived.Length);
        _arrived[..count].CopyTo(buffer);
        _arrived = _arrived[count..];
        return true;
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
