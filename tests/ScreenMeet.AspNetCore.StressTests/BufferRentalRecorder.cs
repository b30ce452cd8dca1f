using System.Buffers;
using System.Collections.Concurrent;
using System.Diagnostics.Tracing;

namespace ScreenMeet.AspNetCore.StressTests;

// What some work takes from the shared pool of bytes and gives back, on whichever threads it runs. The pool writes its
// events on the thread that takes or gives: so those of other work can be told from them.
internal sealed class BufferRentalRecorder : EventListener
{
    private readonly int _pool = ArrayPool<byte>.Shared.GetHashCode();
    private readonly AsyncLocal<bool> _isWatched = new();
    private readonly ConcurrentQueue<(object? Buffer, string Name)> _events = new();

    // What happened to each buffer, in its order.
    public string[][] Histories => [.. _events.GroupBy(e => e.Buffer, e => e.Name).Select(names => names.ToArray())];

    public async Task WatchAsync(Func<Task> work)
    {
        _isWatched.Value = true;
        await work();
    }

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == "System.Buffers.ArrayPoolEventSource")
        {
            EnableEvents(eventSource, EventLevel.Verbose);
        }
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (_isWatched.Value
            && eventData is { EventName: "BufferRented" or "BufferReturned", PayloadNames: { } names, Payload: { } values }
            && Equals(values[names.IndexOf("poolId")], _pool))
        {
            _events.Enqueue((values[names.IndexOf("bufferId")], eventData.EventName));
        }
    }
}
