using System.Net.Sockets;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.StressTests.Attacks;

// Opens unfinished bodies, hundreds at a time, and breaks each off around the moment of its time-out. When that is, it learns
// from the victim: where an answer has come already, the next one is broken off earlier, otherwise later.
internal sealed class ResetAttack(AttackedServer victim, int connections, TimeSpan bodyTimeout)
{
    private const int Spread = 5;
    private const double MostLate = 1000;

    // Long enough after the beginning that nothing but the answer comes any more.
    private static readonly TimeSpan s_quiet = TimeSpan.FromMilliseconds(100);

    private static readonly byte[][] s_declared =
    [
        ForgedRequests.Http1("/read", "Content-Length: 100", "["),
        ForgedRequests.Http1("/read", "Transfer-Encoding: chunked", "1\r\n[\r\n"),
    ];

    private readonly byte[][] _openings = victim.Protocol is AttackProtocol.Http1 or AttackProtocol.Http1Tls
        ? s_declared
        : [ForgedRequests.Http2("/read", victim.Address.Scheme), ForgedRequests.Http2("/buffered", victim.Address.Scheme)];

    // All connections learn together: what one time-out teaches must not overshoot.
    private readonly double _step = 2.0 / connections;

    private long _bodies;
    private double _lateness;

    private bool IsHttp2 => victim.Protocol is AttackProtocol.Http2 or AttackProtocol.Http2Tls;

    // How much later than expected the victim answers, in milliseconds.
    public double Lateness => _lateness;

    // Returns how many bodies were begun.
    public async Task<long> RunAsync(TimeSpan time)
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
        Interlocked.Add(ref _bodies, IsHttp2 ? ForgedRequests.StreamsOfConnection : 1);
        await Task.Delay(bodyTimeout - s_quiet);
        var arrived = connection.Arrived;
        var resetsStreams = IsHttp2 && round % 4 < 2;
        var offset = resetsStreams ? -Spread : round % 2 == 0 ? random.Next(-Spread, Spread + 1) : random.Next(-1, 2);
        await Task.Delay(s_quiet + TimeSpan.FromMilliseconds(Volatile.Read(ref _lateness) + offset));
        if (resetsStreams)
        {
            await ResetStreamsAsync(connection);
            return;
        }

        var step = connection.Arrived > arrived ? -_step : _step;
        if (round % 4 == 3)
        {
            await connection.CloseAsync();
        }
        else
        {
            connection.Reset();
        }

        // Which of several attackers writes last does not matter.
        _lateness = Math.Clamp(_lateness + step, -Spread, MostLate);
    }

    // A few in each millisecond.
    private static async Task ResetStreamsAsync(HostileConnection connection)
    {
        foreach (var streams in ForgedRequests.Streams.Chunk(1 + (ForgedRequests.StreamsOfConnection / (2 * Spread))))
        {
            await connection.SendAsync(streams.SelectMany(stream => Http2Frame.Reset(stream).ToBytes()).ToArray());
            await Task.Delay(1);
        }
    }
}
