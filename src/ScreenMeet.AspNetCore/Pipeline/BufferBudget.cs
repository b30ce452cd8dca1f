namespace ScreenMeet.AspNetCore;

// How many bytes the bodies hold that are not verified yet, over all requests and webhooks.
internal sealed class BufferBudget
{
    private long _taken;

    public bool TryTake(int bytes, long limit)
    {
        var taken = Volatile.Read(ref _taken);
        while (taken + bytes <= limit)
        {
            var before = Interlocked.CompareExchange(ref _taken, taken + bytes, taken);
            if (before == taken)
            {
                return true;
            }

            taken = before;
        }

        return false;
    }

    public void Return(int bytes) => Interlocked.Add(ref _taken, -bytes);
}
