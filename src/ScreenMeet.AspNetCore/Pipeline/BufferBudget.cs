namespace ScreenMeet.AspNetCore;

// What the bodies of one webhook hold while they wait for the rest of themselves. Where there is no room for more, the body
// that has waited longest makes room: a genuine delivery arrives at once, and whoever fills the buffers has to wait in them.
// A body that is complete is verified at once, so it is never charged here, and never refused.
internal sealed class BufferBudget
{
    private readonly Lock _lock = new();

    // In the order in which they began to wait.
    private readonly LinkedList<WebhookBody> _waiting = [];
    private long _held;

    // False where the body itself is the one that makes room.
    public bool TryCharge(WebhookBody body, int bytes, long limit)
    {
        lock (_lock)
        {
            if (body.IsEvicted)
            {
                return false;
            }

            body.Place ??= _waiting.AddLast(body);
            while (_held + bytes > limit)
            {
                var longest = _waiting.First!.Value;
                Remove(longest);
                longest.IsEvicted = true;
                if (longest == body)
                {
                    return false;
                }

                // On a thread of its own, because what ends another request's wait may run the rest of that request.
                ThreadPool.UnsafeQueueUserWorkItem(longest, preferLocal: false);
            }

            body.Held += bytes;
            _held += bytes;
            return true;
        }
    }

    public void Release(WebhookBody body)
    {
        lock (_lock)
        {
            if (body.Place is not null)
            {
                Remove(body);
            }
        }
    }

    private void Remove(WebhookBody body)
    {
        _waiting.Remove(body.Place!);
        _held -= body.Held;
        (body.Place, body.Held) = (null, 0);
    }
}
