using System.Buffers.Binary;
using System.Net.Sockets;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.StressTests.Attacks;

// Fills the buffers with bodies that wait for their end, and opens each connection again as soon as its bodies are refused.
internal sealed class FloodAttack(AttackedServer victim, byte[][] openings)
{
    private long _sent;
    private int _waiting;

    public long Sent => Volatile.Read(ref _sent);

    // Opened and sent, so that the attack is on.
    public async Task WaitForAsync(int connections, TimeSpan patience)
    {
        var end = DateTime.UtcNow + patience;
        while (Volatile.Read(ref _waiting) < connections && DateTime.UtcNow < end)
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    public Task RunAsync(int connections, CancellationToken end) => Task.WhenAll(Enumerable.Range(0, connections).Select(async number =>
    {
        while (!end.IsCancellationRequested && victim.IsAlive)
        {
            try
            {
                await AttackAsync(openings[number % openings.Length], end);
            }
            catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
            {
                // Refused before all was sent. A stranger far away needs a round trip at least to come again.
                await Task.Delay(20, CancellationToken.None);
            }
        }
    }));

    private async Task AttackAsync(byte[] opening, CancellationToken end)
    {
        await using var connection = await HostileConnection.OpenAsync(victim.Address, victim.Protocol);
        await connection.SendAsync(opening, end);
        Interlocked.Add(ref _sent, opening.Length);
        Interlocked.Increment(ref _waiting);
        try
        {
            await (victim.Protocol is AttackProtocol.Http2 or AttackProtocol.Http2Tls ? WaitForStreamsAsync(connection, end) : WaitForAnswerAsync(connection, end));
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
            connection.Reset();
        }
    }

    private static async Task WaitForAnswerAsync(HostileConnection connection, CancellationToken end) =>
        await connection.ReceiveAsync(new byte[256], end);

    // Until each has its answer, or the connection its end.
    private static async Task WaitForStreamsAsync(HostileConnection connection, CancellationToken end)
    {
        var answered = new HashSet<int>();
        var frames = new byte[4096];
        var length = 0;
        while (answered.Count < ForgedRequests.StreamsOfConnection && await connection.ReceiveAsync(frames.AsMemory(length), end) is > 0 and var received)
        {
            length += received;
            var read = 0;
            while (length - read >= Http2Frame.HeaderSize && FrameLength(frames.AsSpan(read)) is var size && length - read >= size)
            {
                var type = frames[read + 3];
                if (type == Http2Frame.GoAwayType)
                {
                    return;
                }

                if (type is Http2Frame.HeadersType or Http2Frame.ResetType)
                {
                    answered.Add(BinaryPrimitives.ReadInt32BigEndian(frames.AsSpan(read + 5)));
                }

                read += size;
            }

            frames.AsSpan(read, length - read).CopyTo(frames);
            length -= read;
        }
    }

    private static int FrameLength(ReadOnlySpan<byte> frame) => Http2Frame.HeaderSize + ((frame[0] << 16) | (frame[1] << 8) | frame[2]);
}
