using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace ScreenMeet.TestHarness;

// A connection on which the test controls every byte.
public sealed class RawConnection : IDisposable
{
    private static readonly TimeSpan s_readTimeout = TimeSpan.FromSeconds(30);

    private readonly TcpClient _client;

    // The stream is kept, because TcpClient no longer returns it after a send has failed. What arrived before can still be read.
    private readonly NetworkStream _bare;
    private readonly Stream _stream;

    private RawConnection(TcpClient client, bool isTls)
    {
        _client = client;
        _bare = client.GetStream();
        _stream = isTls ? new SslStream(_bare, leaveInnerStreamOpen: false, (_, certificate, _, _) => certificate?.Subject == "CN=localhost") : _bare;
    }

    public Socket Socket => _client.Client;

    public static async Task<RawConnection> OpenAsync(Uri address)
    {
        var client = new TcpClient();
        try
        {
            await client.ConnectAsync(address.Host, address.Port, TestContext.Current.CancellationToken);
            var connection = new RawConnection(client, address.Scheme == Uri.UriSchemeHttps);
            if (connection._stream is SslStream tls)
            {
                await tls.AuthenticateAsClientAsync(address.Host);
            }

            return connection;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    public async Task SendAsync(string text) =>
        await _stream.WriteAsync(Encoding.Latin1.GetBytes(text), TestContext.Current.CancellationToken);

    // Sends bytes without encrypting them, even on a TLS connection.
    public async Task SendBareAsync(byte[] bytes) => await _bare.WriteAsync(bytes, TestContext.Current.CancellationToken);

    public async Task<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken) => await _stream.ReadAsync(buffer, cancellationToken);

    // Sends signed headers without the body. The caller chooses the headers that frame the body.
    public Task SendHeadAsync(string path, byte[] body, string framing) => SendAsync(
        $"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nx-signature: {Signed.Hex(body)}\r\nx-signature-algo: sha256\r\n{framing}\r\n\r\n");

    // Limits how long a test waits for something that must arrive. It does not check how fast that is.
    public static CancellationTokenSource CreateReadTimeout()
    {
        var source = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        source.CancelAfter(s_readTimeout);
        return source;
    }

    // Reads up to the end of the connection, or up to the end of a response without a body.
    public async Task<string> ReadResponseAsync()
    {
        var response = new StringBuilder();
        var buffer = new byte[4096];
        using var timeout = CreateReadTimeout();
        while (!response.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            var count = await _stream.ReadAsync(buffer, timeout.Token);
            if (count == 0)
            {
                break;
            }

            response.Append(Encoding.Latin1.GetString(buffer, 0, count));
        }

        return response.ToString();
    }

    // TcpClient would shut down the connection before closing it, so the server would see its end before the reset.
    public void Reset()
    {
        Socket.LingerState = new LingerOption(true, 0);
        Socket.Close();
    }

    public void Dispose() => _client.Dispose();
}
