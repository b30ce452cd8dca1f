using System.Collections.Concurrent;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;

namespace ScreenMeet.AspNetCore.Diagnostics;

// Tells open pages that there is something new. They fetch it themselves, so that each look at it is authorized.
internal sealed class LiveUpdates(TimeProvider timeProvider, IHostApplicationLifetime lifetime)
{
    // A page that sees another prefix was loaded from a process that has ended.
    private readonly string _prefix = $"{Guid.NewGuid():N}-";

    private static readonly TimeSpan s_pingInterval = TimeSpan.FromSeconds(15);

    // Limits what a flood of requests costs for each open page.
    private static readonly TimeSpan s_updateInterval = TimeSpan.FromMilliseconds(200);

    // A subscriber's channel carries wake-ups, and one that waits is enough: the subscriber then looks at the version. So a slow
    // subscriber holds nothing, and misses nothing.
    private static readonly BoundedChannelOptions s_oneWakeUp = new(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true };

    private readonly ConcurrentDictionary<ChannelWriter<bool>, bool> _subscribers = new();
    private long _version;

    public string Version => $"{_prefix}{Volatile.Read(ref _version)}";

    public void Publish()
    {
        Interlocked.Increment(ref _version);
        foreach (var (subscriber, _) in _subscribers)
        {
            subscriber.TryWrite(true);
        }
    }

    // Ends when the subscriber leaves or the application stops, so that an open page does not delay the shutdown.
    public async IAsyncEnumerable<SseItem<string>> SubscribeAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var channel = Channel.CreateBounded<bool>(s_oneWakeUp);
        var (reader, writer) = (channel.Reader, channel.Writer);
        _subscribers[writer] = true;
        try
        {
            await using var leaving = cancellationToken.UnsafeRegister(Complete, writer);
            await using var stopping = lifetime.ApplicationStopping.UnsafeRegister(Complete, writer);
            await using var pinging = timeProvider.CreateTimer(static writer => ((ChannelWriter<bool>)writer!).TryWrite(true), writer, s_pingInterval, s_pingInterval);

            // The page compares it with the version that it was rendered from.
            var seen = Version;
            yield return new(seen, "update");
            await foreach (var _ in reader.ReadAllAsync(CancellationToken.None))
            {
                var version = Version;
                var isNew = version != seen;
                seen = version;
                yield return new(version, isNew ? "update" : "ping");
                if (isNew)
                {
                    await Task.WhenAny(Task.Delay(s_updateInterval, timeProvider, CancellationToken.None), reader.Completion);
                }
            }
        }
        finally
        {
            _subscribers.TryRemove(writer, out _);
        }
    }

    private static void Complete(object? writer) => ((ChannelWriter<bool>)writer!).TryComplete();
}
