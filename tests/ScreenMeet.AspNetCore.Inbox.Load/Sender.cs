using System.Diagnostics;
using System.Net.Sockets;

namespace ScreenMeet.AspNetCore.Inbox.Load;

// One connection that is kept. It notes when each event was acknowledged.
internal sealed class Sender(TcpClient client, long[] acknowledged) : IDisposable
{
    private readonly byte[] _response = new byte[4096];

    public static async Task<Sender> ConnectAsync(Uri address, long[] acknowledged)
    {
        var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(address.Host, address.Port);
        return new(client, acknowledged);
    }

    public async Task SendAsync(SignedDelivery delivery)
    {
        var socket = client.Client;
        await socket.SendAsync(delivery.Request);
        var length = 0;
        do
        {
            var read = await socket.ReceiveAsync(_response.AsMemory(length));
            length = read == 0 ? throw new InvalidOperationException("The node closed the connection.") : length + read;
        }
        while (!_response.AsSpan(0, length).EndsWith("\r\n\r\n"u8));

        if (!_response.AsSpan(0, length).StartsWith("HTTP/1.1 200 "u8))
        {
            throw new InvalidOperationException(System.Text.Encoding.ASCII.GetString(_response, 0, length));
        }

        acknowledged.AsSpan(delivery.First, delivery.Count).Fill(Stopwatch.GetTimestamp());
    }

    public void Dispose() => client.Dispose();
}
