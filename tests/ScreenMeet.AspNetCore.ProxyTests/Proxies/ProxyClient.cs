using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace ScreenMeet.AspNetCore.ProxyTests.Proxies;

// Sends over one connection, as long as the other side keeps it.
internal sealed class ProxyClient : IDisposable
{
    private readonly HttpClient _client;
    private readonly Version _version;
    private int _connections;

    public ProxyClient(Uri address, ClientProtocol protocol)
    {
        _version = protocol == ClientProtocol.Http1 ? HttpVersion.Version11 : HttpVersion.Version20;
        _client = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            ConnectCallback = ConnectAsync,
            MaxConnectionsPerServer = 1,
            SslOptions = new SslClientAuthenticationOptions
            {
                RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate?.GetCertHashString() == TestCertificate.Instance.GetCertHashString(),
            },
        })
        {
            BaseAddress = address,
            Timeout = TimeSpan.FromSeconds(30),
        };
    }

    public int Connections => _connections;

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        (request.Version, request.VersionPolicy) = (_version, HttpVersionPolicy.RequestVersionExact);
        return _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    public async Task<HttpStatusCode> GetStatusAsync(HttpRequestMessage request)
    {
        using var response = await SendAsync(request, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }

    // Null without an answer.
    public async Task<HttpStatusCode?> TryGetStatusAsync(HttpRequestMessage request)
    {
        try
        {
            return await GetStatusAsync(request);
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    public void Dispose() => _client.Dispose();

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _connections);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, context.DnsEndPoint.Port, cancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }
}
