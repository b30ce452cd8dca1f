using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace ScreenMeet.InboxHarness;

// A TCP proxy between an application and its database, which fails when the test says so.
public sealed class FaultyProxy : IAsyncDisposable
{
    private readonly CancellationTokenSource _disposed = new();
    private readonly ConcurrentDictionary<Link, Task> _links = new();
    private readonly Task _accepting;
    private readonly TcpListener _listener;

    private volatile Mode _mode;
    private volatile int _target;
    private long _delayTicks;
    private int _connections;

    private FaultyProxy(int targetPort)
    {
        _target = targetPort;
        _listener = new(IPAddress.Loopback, 0);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    private enum Mode
    {
        Forwarding,
        Silent,
        Refusing,
    }

    public int Port { get; }

    // The port that new connections lead to.
    public int Target
    {
        get => _target;
        set => _target = value;
    }

    // How many connections were tried so far.
    public int Connections => Volatile.Read(ref _connections);

    // How long everything takes in each direction.
    public TimeSpan Delay
    {
        get => TimeSpan.FromTicks(Interlocked.Read(ref _delayTicks));
        set => Interlocked.Exchange(ref _delayTicks, value.Ticks);
    }

    public static FaultyProxy Start(int targetPort) => new(targetPort);

    // Drops every packet of the present connections for ever, and of new ones until Recover, as if the host or the network had vanished.
    // Neither side is told.
    public void Vanish()
    {
        _mode = Mode.Silent;
        foreach (var link in _links.Keys)
        {
            link.IsSilent = true;
        }
    }

    // Resets the present connections, and new ones until Recover.
    public void Refuse()
    {
        _mode = Mode.Refusing;
        Reset();
    }

    // Resets the present connections.
    public void Reset()
    {
        foreach (var link in _links.Keys.Where(static link => !link.IsSilent))
        {
            link.Reset();
        }
    }

    // Forwards new connections again. Those that were silenced stay so.
    public void Recover() => _mode = Mode.Forwarding;

    public async ValueTask DisposeAsync()
    {
        await _disposed.CancelAsync();
        _listener.Stop();
        await _accepting;
        foreach (var link in _links.Keys)
        {
            link.Reset();
        }

        await Task.WhenAll(_links.Values);
        _disposed.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_disposed.IsCancellationRequested)
        {
            Socket client;
            try
            {
                client = await _listener.AcceptSocketAsync(_disposed.Token);
            }
            catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                continue;
            }

            Interlocked.Increment(ref _connections);
            var link = new Link(client) { IsSilent = _mode == Mode.Silent };
            if (_mode == Mode.Refusing)
            {
                link.Reset();
                continue;
            }

            _links[link] = Task.CompletedTask;
            _links[link] = RunAsync(link);
        }
    }

    private async Task RunAsync(Link link)
    {
        await Task.Yield();
        try
        {
            if (link.IsSilent)
            {
                await Task.Delay(Timeout.Infinite, _disposed.Token);
            }

            link.Client.NoDelay = true;
            await link.Server.ConnectAsync(IPAddress.Loopback, _target, _disposed.Token);
            await Task.WhenAll(PumpAsync(link, link.Client, link.Server), PumpAsync(link, link.Server, link.Client));
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
        finally
        {
            link.Reset();
            _links.TryRemove(link, out _);
        }
    }

    private async Task PumpAsync(Link link, Socket from, Socket to)
    {
        var buffer = new byte[64 * 1024];
        while (true)
        {
            var count = await ReceiveAsync(from, buffer);
            if (Delay > TimeSpan.Zero)
            {
                await Task.Delay(Delay, _disposed.Token);
            }

            if (link.IsSilent)
            {
                // What arrives from now on stays in the socket, and its end is not passed on.
                await Task.Delay(Timeout.Infinite, _disposed.Token);
            }

            if (count == 0)
            {
                to.Shutdown(SocketShutdown.Send);
                return;
            }

            for (var sent = 0; sent < count;)
            {
                sent += await to.SendAsync(buffer.AsMemory(sent, count - sent), _disposed.Token);
            }
        }
    }

    // A reset counts as an end.
    private async Task<int> ReceiveAsync(Socket socket, byte[] buffer)
    {
        try
        {
            return await socket.ReceiveAsync(buffer, _disposed.Token);
        }
        catch (SocketException)
        {
            return 0;
        }
    }

    private sealed class Link(Socket client)
    {
        private volatile bool _isSilent;

        public Socket Client => client;

        public Socket Server { get; } = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

        public bool IsSilent
        {
            get => _isSilent;
            set => _isSilent = value;
        }

        public void Reset()
        {
            client.Close(0);
            Server.Close(0);
        }
    }
}
