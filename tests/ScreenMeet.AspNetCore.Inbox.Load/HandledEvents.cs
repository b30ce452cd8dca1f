namespace ScreenMeet.AspNetCore.Inbox.Load;

// The events that are handled in one scope. The inbox disposes the scope after it has committed them.
internal sealed class HandledEvents(HandledTimes times) : IDisposable
{
    private readonly List<int> _numbers = [];

    public void Add(int number) => _numbers.Add(number);

    public void Dispose() => times.Add(_numbers);
}
