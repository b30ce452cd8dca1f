using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;

namespace ScreenMeet.AspNetCore.StressTests;

// A body without a server, in parts that arrive one after the other. Then comes its end, or what the test has instead.
internal sealed class ArrivingBody(byte[] body, int[] sizes, Func<Task> end) : PipeReader, IRequestBodyPipeFeature
{
    private readonly TaskCompletionSource _cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _parts;
    private int _arrived;

    public PipeReader Reader => this;

    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        await Task.Yield();
        if (_parts < sizes.Length)
        {
            var part = new ReadOnlySequence<byte>(body, _arrived, sizes[_parts]);
            _arrived += sizes[_parts++];
            return new(part, isCanceled: false, isCompleted: false);
        }

        await await Task.WhenAny(end(), _cancelled.Task);
        return new(default, isCanceled: _cancelled.Task.IsCompleted, isCompleted: !_cancelled.Task.IsCompleted);
    }

    public override void CancelPendingRead() => _cancelled.TrySetResult();

    public override void AdvanceTo(SequencePosition consumed)
    {
    }

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
    }

    public override void Complete(Exception? exception = null)
    {
    }

    public override bool TryRead(out ReadResult result) => throw new NotSupportedException();
}
