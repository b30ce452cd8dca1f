using System.Net.Sockets;
using ScreenMeet.AspNetCore.WireTests.Wires;

namespace ScreenMeet.AspNetCore.StressTests.Attacks;

// Opens unfinished bodies, hundreds at a time, and breaks each off around the moment of its time-out.
internal sealed class ResetAttack(Victim victim, TimeSpan bodyTimeout)
{
    private const int Spread = 5;

    private static readonly byte[][] s_declared =
    [
        Forged.Http1("/read", "Content-Length: 100", "["),
        Forged.Http1("/read", "Transfer-Encoding: chunked", "1\r\n[\r\n"),
    ];

    private readonly byte[][] _openings = victim.Protocol is Protocol.Http1 or Protocol.Http1Tls
        ? s_declared
        : [Forged.Http2("/read", victim.Address.Scheme), Forged.Http2("/buffered", victim.Address.Scheme)];

    private long _bodies;

    private bool IsHttp2 => victim.Protocol is Protocol.Http2 or Protocol.Http2Tls;

    // Returns how many bodies were begun.
    public async Task<long> RunAsync(int connections, TimeSpan time)
    {
        var end = DateTime.UtcNow + time;
        await Task.WhenAll(Enumerable.Range(0, connections).Select(async number =>
        {
            // Spread over one time-out, so that connecting to the victim does not delay what has to be on time.
            var random = new Random(number);
            await Task.Delay(bodyTimeout * random.NextDouble());
            for (var round = number; DateTime.UtcNow < end && victim.IsAlive; round++)
            {
                try
                {
                    await AttackAsync(round, random);
                }
                catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException)
                {
                    // The victim has ended the connection first, or itself.
                    await Task.Delay(Spread);
                }
            }
        }));
        return _bodies;
    }

    private async Task AttackAsync(int round, Random random)
    {
        await using var connection = await HostileConnection.OpenAsync(victim.Address, victim.Protocol);
        await connection.SendAsync(_openings[round % _openings.Length]);
        Interlocked.Add(ref _bodies, IsHttp2 ? Forged.StreamsOfConnection : 1);
        switch (round % 4)
        {
            case 0 when IsHttp2:
            case 1 when IsHttp2:
                await Task.Delay(bodyTimeout - TimeSpan.FromMilliseconds(Spread));
                await ResetStreamsAsync(connection);
                break;
            case 3:
                await WaitAsync(random);
                await connection.CloseAsync();
                break;
            default:
                await WaitAsync(random);
                connection.Reset();
                break;
        }
    }

    private Task WaitAsync(Random random) => Task.Delay(bodyTimeout + TimeSpan.FromMilliseconds(random.Next(-Spread, Spread + 1)));

    // A few in each millisecond.
    private static async Task ResetStreamsAsync(HostileConnection connection)
    {
        foreach (var streams in Forged.Streams.Chunk(1 + (Forged.StreamsOfConnection / (2 * Spread))))
        {
            await connection.SendAsync(streams.SelectMany(stream => Frame.Reset(stream).ToBytes()).ToArray());
            await Task.Delay(1);
        }
    }
}
