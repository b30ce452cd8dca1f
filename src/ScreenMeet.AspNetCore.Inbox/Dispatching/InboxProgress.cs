namespace ScreenMeet.AspNetCore;

// What this node has done with the events of one inbox since it started.
internal sealed class InboxProgress
{
    private int _handled;
    private int _dead;
    private TaskCompletionSource? _next;

    public int Handled => Volatile.Read(ref _handled);

    public int Dead => Volatile.Read(ref _dead);

    public void AddHandled(int count) => Interlocked.Add(ref _handled, count);

    public void AddDead() => Interlocked.Increment(ref _dead);

    // Completes when the node has looked at a further session.
    public Task WaitForNextAsync()
    {
        var next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return (Interlocked.CompareExchange(ref _next, next, null) ?? next).Task;
    }

    public void Report() => Interlocked.Exchange(ref _next, null)?.TrySetResult();
}
