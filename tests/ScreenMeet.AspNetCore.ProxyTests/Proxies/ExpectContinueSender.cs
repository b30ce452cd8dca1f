using System.Net.Sockets;
using System.Text;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.ProxyTests.Proxies;

// A sender that expects 100 Continue, on a connection on which every byte is the test's own.
internal static class ExpectContinueSender
{
    private const int Length = 500;

    private static readonly string s_body = new('x', Length);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan s_closing = TimeSpan.FromSeconds(0.2);

    // Sends a request that is refused, and then a delivery: on the same connection where the answer leaves it open.
    public static async Task RefuseThenDeliverAsync(Uri address, string headers, bool isChunked, string json)
    {
        var connection = await RawConnection.OpenAsync(address);
        try
        {
            var framing = isChunked ? "Transfer-Encoding: chunked" : $"Content-Length: {Length}";
            await connection.SendAsync($"POST {ReceivingServer.Path} HTTP/1.1\r\nHost: localhost\r\n{framing}\r\nExpect: 100-continue\r\n{headers}\r\n");
            var answer = await ReadAsync(connection);
            if (IsInterim(answer))
            {
                await connection.SendAsync(isChunked ? $"{Length:x}\r\n{s_body}\r\n0\r\n\r\n" : s_body);
                while (IsInterim(answer))
                {
                    answer = await ReadAsync(connection);
                }
            }

            Assert.StartsWith("HTTP/1.1 401 ", answer, StringComparison.Ordinal);
            if (answer.Contains("\r\nConnection: close\r\n", StringComparison.OrdinalIgnoreCase) || IsClosed(connection))
            {
                connection.Dispose();
                connection = await RawConnection.OpenAsync(address);
            }

            var body = Encoding.UTF8.GetBytes(json);
            await connection.SendHeadAsync(ReceivingServer.Path, body, $"Content-Length: {body.Length}");
            await connection.SendAsync(json);
            Assert.StartsWith("HTTP/1.1 200 ", await ReadAsync(connection), StringComparison.Ordinal);
        }
        finally
        {
            connection.Dispose();
        }
    }

    private static bool IsInterim(string answer) => answer.StartsWith("HTTP/1.1 100 ", StringComparison.Ordinal);

    // What clients look for before they use a connection again.
    private static bool IsClosed(RawConnection connection) => connection.Socket.Poll(s_closing, SelectMode.SelectRead) && connection.Socket.Available == 0;

    // One head. None of the answers has a body.
    private static async Task<string> ReadAsync(RawConnection connection)
    {
        var (head, buffer) = ("", new byte[1]);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(s_patience);
        while (!head.EndsWith("\r\n\r\n", StringComparison.Ordinal) && await connection.ReceiveAsync(buffer, patience.Token) > 0)
        {
            head += (char)buffer[0];
        }

        return head;
    }
}
