using System.Globalization;
using System.Net.Sockets;
using System.Text;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.WireTests.Harness;

// Reads HTTP/1.1 off a raw connection, one answer after the other.
internal sealed class Http1Connection : IConnection
{
    private readonly RawConnection _connection;
    private readonly byte[] _buffer = new byte[4096];
    private string _unread = "";
    private bool _isReset;

    private Http1Connection(RawConnection connection) => _connection = connection;

    public static async Task<Http1Connection> OpenAsync(Uri address) => new(await RawConnection.OpenAsync(address));

    public Task SendAsync(string text) => _connection.SendAsync(text);

    public Task SendBareAsync(params byte[] bytes) => _connection.SendBareAsync(bytes);

    // The server may have ended the connection meanwhile.
    public async Task<bool> TrySendAsync(string text)
    {
        try
        {
            await SendAsync(text);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    public void Finish() => _connection.Socket.Shutdown(SocketShutdown.Send);

    public void Reset()
    {
        _connection.Reset();
        _isReset = true;
    }

    // Gives what came until the end when that is no whole answer.
    public async Task<RawAnswer> ReadAsync()
    {
        int end;
        while ((end = _unread.IndexOf("\r\n\r\n", StringComparison.Ordinal)) < 0)
        {
            if (!await ReceiveAsync())
            {
                return new RawAnswer("closed", Body: Take(_unread.Length));
            }
        }

        var head = Take(end + 4);
        var body = new StringBuilder();
        if (Header(head, "Content-Length") is { } length)
        {
            body.Append(await TakeAsync(int.Parse(length, CultureInfo.InvariantCulture)));
        }
        else if (Header(head, "Transfer-Encoding") is "chunked")
        {
            int size;
            do
            {
                size = int.Parse("0" + await TakeLineAsync(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
                body.Append(await TakeAsync(size));
                await TakeLineAsync();
            }
            while (size > 0);
        }
        else if (Header(head, "Connection") is "close")
        {
            body.Append(await TakeAsync(int.MaxValue));
        }

        return new RawAnswer(head.Split(' ', '\r')[1], head, body.ToString());
    }

    // Waits for what is read later.
    public async Task WaitForAnswerAsync() => Assert.True(_unread != "" || await ReceiveAsync());

    public async Task<RawAnswer> DeliverAsync(string json)
    {
        await SendAsync($"{new RawRequest { Signed = json }}");
        return await ReadAsync();
    }

    public async Task AssertEndsAsync()
    {
        while (!_isReset && await ReceiveAsync())
        {
        }

        Assert.Equal("", _unread);
    }

    public void Dispose() => _connection.Dispose();

    private static string? Header(string head, string name) => head
        .Split("\r\n")
        .Where(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))
        .Select(line => line[(name.Length + 1)..].Trim())
        .SingleOrDefault();

    private string Take(int length)
    {
        var taken = _unread[..length];
        _unread = _unread[length..];
        return taken;
    }

    private async Task<string> TakeAsync(int length)
    {
        while (_unread.Length < length && await ReceiveAsync())
        {
        }

        return Take(Math.Min(length, _unread.Length));
    }

    private async Task<string> TakeLineAsync()
    {
        int end;
        while ((end = _unread.IndexOf("\r\n", StringComparison.Ordinal)) < 0 && await ReceiveAsync())
        {
        }

        return end < 0 ? "" : Take(end + 2)[..^2];
    }

    // False at the end of the connection.
    private async Task<bool> ReceiveAsync()
    {
        using var timeout = RawConnection.CreateReadTimeout();
        try
        {
            var count = await _connection.ReceiveAsync(_buffer, timeout.Token);
            _unread += Encoding.Latin1.GetString(_buffer, 0, count);
            return count > 0;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
