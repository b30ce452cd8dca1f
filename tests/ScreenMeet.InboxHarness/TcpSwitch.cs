using System.Net;
using System.Net.Sockets;

namespace ScreenMeet.InboxHarness;

// A port that leads to one server or another. Connections that exist stay where they are.
public sealed class TcpSwitch : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _disposed = new();
    private readonly Task _accepting;

    private volatile int _target;

    public TcpSwitch(int target)
    {
        _target = target;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    // The port that new connections lead to.
    public int Target
    {
        get => _target;
        set => _target = value;
    }

    public async ValueTask DisposeAsync()
    {
        await _disposed.CancelAsync();
        await _accepting;
        _listener.Dispose();
        _disposed.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                connections.Add(ForwardAsync(await _listener.AcceptTcpClientAsync(_disposed.Token)));
            }
        }
        catch (OperationCanceledException)
        {
        }

        await Task.WhenAll(connections);
    }

    private async Task ForwardAsync(TcpClient client)
    {
        using var server = new TcpClient();
        using (client)
        {
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, _target, _disposed.Token);
                (client.NoDelay, server.NoDelay) = (true, true);
                await Task.WhenAny(client.GetStream().CopyToAsync(server.GetStream(), _disposed.Token), server.GetStream().CopyToAsync(client.GetStream(), _disposed.Token));
            }
            catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException)
            {
            }
        }
    }
}
