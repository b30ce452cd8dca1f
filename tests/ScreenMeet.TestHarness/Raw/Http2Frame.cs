using System.Buffers.Binary;
using System.Text;

namespace ScreenMeet.TestHarness;

// An HTTP/2 frame of one of the few types that a client sends. Headers are encoded as literals, so the test controls every byte.
public sealed record Http2Frame(byte Type, byte Flags, int Stream, byte[] Payload)
{
    public const byte DataType = 0;
    public const byte HeadersType = 1;
    public const byte ResetType = 3;
    public const byte SettingsType = 4;
    public const byte PingType = 6;
    public const byte GoAwayType = 7;
    public const byte WindowUpdateType = 8;
    public const byte ContinuationType = 9;

    public const byte EndStream = 1;
    public const byte Ack = 1;
    public const byte EndHeaders = 4;
    public const byte Padded = 8;

    public const int HeaderSize = 9;

    public const string RequestLine = ":method: POST\r\n:scheme: http\r\n:path: /door\r\n:authority: localhost";

    public static Http2Frame Settings(params (ushort Id, int Value)[] settings)
    {
        var payload = new byte[6 * settings.Length];
        for (var i = 0; i < settings.Length; i++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(payload.AsSpan(6 * i), settings[i].Id);
            BinaryPrimitives.WriteInt32BigEndian(payload.AsSpan((6 * i) + 2), settings[i].Value);
        }

        return new Http2Frame(SettingsType, 0, 0, payload);
    }

    public static Http2Frame Headers(int stream, string headers, bool end = false) =>
        new(HeadersType, (byte)(EndHeaders | (end ? EndStream : 0)), stream, Encode(headers));

    public static Http2Frame Data(int stream, string data, bool end = false) =>
        new(DataType, end ? EndStream : (byte)0, stream, Encoding.Latin1.GetBytes(data));

    public static Http2Frame PaddedData(int stream, string data, byte padding, bool end = false) =>
        new(DataType, (byte)(Padded | (end ? EndStream : 0)), stream, [padding, .. Encoding.Latin1.GetBytes(data), .. new byte[padding]]);

    public static Http2Frame Reset(int stream, int error = 8) => new(ResetType, 0, stream, BigEndian(error));

    public static Http2Frame GoAway() => new(GoAwayType, 0, 0, new byte[8]);

    // A delivery with a valid signature.
    public static Http2Frame[] Post(int stream, string json) =>
        [Headers(stream, RawRequest.Sign($"{RequestLine}\r\n{RawRequest.Signature}", json)), Data(stream, json, end: true)];

    // Splits one header block into several frames.
    public static Http2Frame[] Split(Http2Frame headers, int size)
    {
        var parts = headers.Payload.Chunk(size).ToArray();
        return
        [
            .. parts.Select((part, i) => new Http2Frame(
                i == 0 ? HeadersType : ContinuationType,
                (byte)((i == 0 ? headers.Flags & EndStream : 0) | (i == parts.Length - 1 ? EndHeaders : 0)),
                headers.Stream,
                part)),
        ];
    }

    public byte[] ToBytes() => [.. BigEndian(Payload.Length)[1..], Type, Flags, .. BigEndian(Stream), .. Payload];

    // Encodes "name: value" lines as literals without indexing.
    private static byte[] Encode(string headers)
    {
        var block = new List<byte>();
        foreach (var line in headers.Split("\r\n"))
        {
            var separator = line.IndexOf(':', 1);
            block.AddRange([0, .. Text(line[..separator]), .. Text(line[(separator + 1)..].TrimStart(' '))]);
        }

        return [.. block];
    }

    private static byte[] Text(string text)
    {
        const int Prefix = 127;
        var length = new List<byte>();
        var rest = text.Length - Prefix;
        length.Add((byte)Math.Min(text.Length, Prefix));
        for (; rest >= 128; rest >>= 7)
        {
            length.Add((byte)(rest | 128));
        }

        return [.. length, .. text.Length >= Prefix ? [(byte)rest] : Array.Empty<byte>(), .. Encoding.Latin1.GetBytes(text)];
    }

    private static byte[] BigEndian(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }
}
