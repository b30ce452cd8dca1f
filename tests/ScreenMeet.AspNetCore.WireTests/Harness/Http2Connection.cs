using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.WireTests.Harness;

// HTTP/2 without TLS, frame by frame: writes any, and reads of the answers what becomes of each stream.
internal sealed class Http2Connection : IConnection
{
    private const string Preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    private const ushort HeaderTableSize = 1;

    private readonly RawConnection _connection;
    private readonly Dictionary<int, string> _outcomes = [];
    private readonly Dictionary<int, string> _bodies = [];
    private readonly HashSet<int> _ended = [];
    private readonly Dictionary<int, int> _windows = [];
    private string? _goAway;
    private bool _isFinished;
    private bool _isClosed;

    private Http2Connection(RawConnection connection) => _connection = connection;

    public static async Task<Http2Connection> OpenAsync(Uri address)
    {
        var connection = new Http2Connection(await RawConnection.OpenAsync(address));
        await connection._connection.SendAsync(Preface);

        // Without a table, every status comes as itself.
        await connection.SendAsync(Http2Frame.Settings((HeaderTableSize, 0)));
        return connection;
    }

    public Task SendAsync(params Http2Frame[] frames) =>
        _connection.SendAsync(Encoding.Latin1.GetString([.. frames.SelectMany(frame => frame.ToBytes())]));

    public void Reset()
    {
        _connection.Reset();
        _isClosed = true;
    }

    public void Finish()
    {
        _connection.Socket.Shutdown(SocketShutdown.Send);
        _isFinished = true;
    }

    // Gives the fate of the connection when the stream has none of its own.
    public async Task<RawAnswer> ReadAsync(int stream)
    {
        while (!_ended.Contains(stream) && !_isClosed)
        {
            await ReceiveAsync();
        }

        return new RawAnswer(_outcomes.GetValueOrDefault(stream, _goAway ?? "closed"), Body: _bodies.GetValueOrDefault(stream, ""));
    }

    // Waits until the server wants that many bytes more of a stream's body than at its start.
    public async Task WaitForWindowAsync(int stream, int size)
    {
        while (_windows.GetValueOrDefault(stream) < size)
        {
            Assert.False(_isClosed || _ended.Contains(stream));
            await ReceiveAsync();
        }
    }

    public async Task<RawAnswer> DeliverAsync(string json)
    {
        // Above those of the cases.
        const int Stream = 1001;
        await SendAsync(Http2Frame.Post(Stream, json));
        return await ReadAsync(Stream);
    }

    public async Task AssertEndsAsync()
    {
        while (!_isClosed)
        {
            await ReceiveAsync();
        }
    }

    public void Dispose() => _connection.Dispose();

    private async Task ReceiveAsync()
    {
        var header = await ReceiveAsync(Http2Frame.HeaderSize);
        if (header.Length < Http2Frame.HeaderSize)
        {
            _isClosed = true;
            return;
        }

        var (type, flags, stream) = (header[3], header[4], BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(5)));
        var payload = await ReceiveAsync((header[0] << 16) | (header[1] << 8) | header[2]);
        switch (type)
        {
            case Http2Frame.HeadersType:
                _outcomes[stream] = StatusOf(payload);
                break;
            case Http2Frame.DataType:
                _bodies[stream] = _bodies.GetValueOrDefault(stream, "") + Encoding.Latin1.GetString(payload);
                break;
            case Http2Frame.ResetType:
                _outcomes.TryAdd(stream, $"RST {BinaryPrimitives.ReadInt32BigEndian(payload)}");
                _ended.Add(stream);
                break;
            case Http2Frame.GoAwayType:
                _goAway = $"GOAWAY {BinaryPrimitives.ReadInt32BigEndian(payload.AsSpan(4))}";
                break;
            case Http2Frame.WindowUpdateType:
                _windows[stream] = _windows.GetValueOrDefault(stream) + BinaryPrimitives.ReadInt32BigEndian(payload);
                break;
            case Http2Frame.SettingsType or Http2Frame.PingType when (flags & Http2Frame.Ack) == 0 && !_isFinished:
                await SendAsync(new Http2Frame(type, Http2Frame.Ack, 0, type == Http2Frame.PingType ? payload : []));
                break;
        }

        if (type is Http2Frame.HeadersType or Http2Frame.DataType && (flags & Http2Frame.EndStream) != 0)
        {
            _ended.Add(stream);
        }
    }

    // Gives fewer bytes at the end of the connection.
    private async Task<byte[]> ReceiveAsync(int length)
    {
        using var timeout = RawConnection.CreateReadTimeout();
        var bytes = new byte[length];
        var received = 0;
        try
        {
            while (received < length && await _connection.Socket.ReceiveAsync(bytes.AsMemory(received), timeout.Token) is > 0 and var count)
            {
                received += count;
            }
        }
        catch (SocketException)
        {
            // The server has reset it.
        }

        return bytes[..received];
    }

    // The first header of an answer, behind changes of the table's size: an entry of the static table, or the name of one
    // with the digits as they are.
    private static string StatusOf(ReadOnlySpan<byte> block)
    {
        while ((block[0] & 0xE0) == 0x20)
        {
            block = block[1..];
        }

        const int FirstOfTable = 8;
        string[] table = ["200", "204", "206", "304", "400", "404", "500"];
        return (block[0] & 0x80) != 0 ? table[(block[0] & 0x7F) - FirstOfTable] : Encoding.ASCII.GetString(block.Slice(2, 3));
    }
}
