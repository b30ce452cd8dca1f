using System.Text;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.ProxyTests.Proxies;

// A stranger's body of one byte, and then silence.
internal static class SlowUpload
{
    public const string Header = "X-Slow";

    // Sends each kind through the proxy at once, and returns the answers: "" where none has come in time.
    public static Task<string[]> SendAllAsync(Proxy proxy, CancellationToken enough) => Task.WhenAll(
        SendAsync(() => SendOverHttp1Async(proxy, "Content-Length: 500\r\n\r\n[", enough)),
        SendAsync(() => SendOverHttp1Async(proxy, "Transfer-Encoding: chunked\r\n\r\n1\r\n[\r\n", enough)),
        SendAsync(() => SendOverHttp2Async(proxy, 500, enough)),
        SendAsync(() => SendOverHttp2Async(proxy, null, enough)));

    private static async Task<string> SendAsync(Func<Task<string>> send)
    {
        try
        {
            return await send();
        }
        catch (OperationCanceledException)
        {
            return "";
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return exception.Message;
        }
    }

    private static async Task<string> SendOverHttp1Async(Proxy proxy, string framingAndBody, CancellationToken enough)
    {
        using var connection = await RawConnection.OpenAsync(proxy.AddressFor(ClientProtocol.Http1));
        await connection.SendAsync(
            $"POST {ReceivingServer.Path} HTTP/1.1\r\nHost: localhost\r\nx-signature: {ForgedHeaders.Signature}\r\nx-signature-algo: sha256\r\n{Header}: 1\r\n{framingAndBody}");
        var buffer = new byte[1024];
        var length = await connection.ReceiveAsync(buffer, enough);
        return Encoding.ASCII.GetString(buffer, 0, length).Split('\r')[0];
    }

    private static async Task<string> SendOverHttp2Async(Proxy proxy, long? length, CancellationToken enough)
    {
        using var client = proxy.CreateClient(ClientProtocol.Http2);
        using var request = new HttpRequestMessage(HttpMethod.Post, ReceivingServer.Path) { Content = new SlowContent(length) };
        request.With("x-signature", ForgedHeaders.Signature).With("x-signature-algo", "sha256").With(Header, "1");
        using var response = await client.SendAsync(request, enough);
        return $"HTTP/2 {(int)response.StatusCode}";
    }
}
