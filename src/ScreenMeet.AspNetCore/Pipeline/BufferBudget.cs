namespace ScreenMeet.AspNetCore;

// Limits the total size of one webhook's bodies that are still arriving. At the limit, the body that has
// waited longest is refused, because a genuine delivery arrives quickly, while the bodies of an attacker who fills the buffers
// have to stay in them. A complete body is verified at once, so it is never charged here and never refused.
internal sealed class BufferBudget
{
    private readonly Lock _lock = new();

    // The body that has waited longest is first.
    private readonly LinkedList<WebhookBody> _waiting = [];
    private long _held;

    // In bytes.
    public long Held => Volatile.Read(ref _held);

    // Returns false if this body is the one that has to make room.
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

                // Runs on another thread, because ending another request's wait may run the rest of that request.
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
