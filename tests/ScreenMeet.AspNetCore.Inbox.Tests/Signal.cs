using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Inbox.Tests;

// Something that a handler tells the test, or the test tells a handler.
public sealed class Signal
{
    private readonly TaskCompletionSource _source = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Completes when the signal is given.
    public Task Given => _source.Task;

    public void Give() => _source.TrySetResult();

    // Waits until the signal is given, and fails the test if that takes too long.
    public Task WaitAsync(string what, Func<string>? details = null) => Poll.UntilAsync(() => Given.IsCompleted, what, details);
}
