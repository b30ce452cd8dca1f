using System.Net.Security;
using System.Net.Sockets;

namespace ScreenMeet.AspNetCore.StressTests.Attacks;

// A connection of an attacker, which sends prepared bytes and leaves as it likes.
internal sealed class HostileConnection : IAsyncDisposable
{
    private readonly Socket _socket;
    private readonly Stream _stream;

    private HostileConnection(Socket socket, Stream stream) => (_socket, _stream) = (socket, stream);

    // How many bytes have come that nobody has read.
    public int Arrived => _socket.Available;

    public static async Task<HostileConnection> OpenAsync(Uri address, AttackProtocol protocol)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address.Host, address.Port);
            var bare = new NetworkStream(socket);
            if (protocol is AttackProtocol.Http1 or AttackProtocol.Http2)
            {
                return new HostileConnection(socket, bare);
            }

            var tls = new SslStream(bare);
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = "localhost",
                ApplicationProtocols = [protocol == AttackProtocol.Http2Tls ? SslApplicationProtocol.Http2 : SslApplicationProtocol.Http11],
                RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate?.Subject == "CN=localhost",
            });
            return new HostileConnection(socket, tls);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken = default) => _stream.WriteAsync(bytes, cancellationToken);

    public ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => _stream.ReadAsync(buffer, cancellationToken);

    // Without a goodbye: what the other side writes or reads from now on fails.
    public void Reset()
    {
        _socket.LingerState = new LingerOption(true, 0);
        _socket.Close();
    }

    // With one, in TLS as well.
    public async Task CloseAsync()
    {
        if (_stream is SslStream tls)
        {
            await tls.ShutdownAsync();
        }

        _socket.Shutdown(SocketShutdown.Send);
        _socket.Close();
    }

    public async ValueTask DisposeAsync()
    {
        // An attacker has nothing to say at the end, so that a broken TLS stream does not throw either.
        _socket.Dispose();
        await _stream.DisposeAsync();
    }
}
