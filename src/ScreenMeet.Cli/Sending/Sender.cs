using System.Diagnostics;
using System.Threading.Channels;

namespace ScreenMeet.Cli;

// Posts the deliveries of a plan, at a rate and over some connections.
internal sealed class Sender(Receiver receiver, SendTally tally, double? rate, int connections, Action<Answer> answered)
{
    // When nothing has answered this often in a row, the rest would not be answered either.
    private const int MostUnansweredInARow = 10;

    public async Task SendAsync(IEnumerable<PlannedDelivery> deliveries, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var queue = Channel.CreateBounded<PlannedDelivery>(connections);
        var workers = Enumerable.Range(0, connections).Select(_ => Task.Run(() => WorkAsync(queue.Reader, stop), CancellationToken.None)).ToArray();
        try
        {
            await FeedAsync(queue.Writer, deliveries, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
        }

        queue.Writer.Complete();
        await Task.WhenAll(workers);
    }

    private async Task FeedAsync(ChannelWriter<PlannedDelivery> queue, IEnumerable<PlannedDelivery> deliveries, CancellationToken stop)
    {
        var start = Stopwatch.GetTimestamp();
        var number = 0;
        foreach (var delivery in deliveries)
        {
            if (rate is { } perSecond && TimeSpan.FromSeconds(number / perSecond) - Stopwatch.GetElapsedTime(start) is { Ticks: > 0 } early)
            {
                await Task.Delay(early, stop);
            }

            await queue.WriteAsync(delivery, stop);
            number++;
        }
    }

    private async Task WorkAsync(ChannelReader<PlannedDelivery> queue, CancellationTokenSource stop)
    {
        try
        {
            await foreach (var delivery in queue.ReadAllAsync(stop.Token))
            {
                var answer = await receiver.PostAsync(delivery, stop.Token);
                var unansweredInARow = tally.Add(answer);
                answered(answer);
                if (unansweredInARow >= MostUnansweredInARow || (answer.Status is null && tally.Progress().Done == unansweredInARow))
                {
                    await stop.CancelAsync();
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
        }
        catch
        {
            // Otherwise the queue would wait for room that nobody makes.
            await stop.CancelAsync();
            throw;
        }
    }
}
