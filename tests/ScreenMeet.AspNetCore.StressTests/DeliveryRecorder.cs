using System.Collections.Concurrent;

namespace ScreenMeet.AspNetCore.StressTests;

// A handler that tells what it saw, and keeps some.
internal sealed class DeliveryRecorder(int atOnce)
{
    public const int KeptOneIn = 50;
    public const string Later = "later";

    private readonly TaskCompletionSource _allAreHere = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentDictionary<string, bool> _firstConnections = new();
    private int _seen;

    public ConcurrentQueue<ScreenMeetDelivery> Kept { get; } = new();

    public int FirstConnections => _firstConnections.Count;

    public async Task<IResult> SeeAsync(ScreenMeetDelivery delivery, HttpContext context)
    {
        var seen = Interlocked.Increment(ref _seen);
        if (seen <= atOnce)
        {
            // They wait for each other: so many are in flight at once.
            _firstConnections[context.Connection.Id] = true;
            if (seen == atOnce)
            {
                _allAreHere.SetResult();
            }

            await _allAreHere.Task;
        }

        if (delivery.IsSignedWithPreviousKey)
        {
            context.Response.Headers["used-previous-key"] = "true";
        }

        if (seen % KeptOneIn == 0)
        {
            Kept.Enqueue(delivery);
        }

        // Every other one that is kept is read after the end for the first time, since much is read when it is asked for.
        return Results.Text(seen % (2 * KeptOneIn) == 0 ? Later : DeliveryDigest.Of(delivery));
    }
}
