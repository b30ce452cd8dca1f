using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.WireTests.Harness;

// How many bytes of bodies a server has read, behind what inflates them.
internal sealed class InflatedBytes
{
    private int _count;

    public int Count => Volatile.Read(ref _count);

    public void Add(int count) => Interlocked.Add(ref _count, count);

    public void Reset() => Interlocked.Exchange(ref _count, 0);
}
