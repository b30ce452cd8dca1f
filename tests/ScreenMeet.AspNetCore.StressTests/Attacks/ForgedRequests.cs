using System.Text;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.StressTests.Attacks;

// What somebody without a key sends: a signature of the right form, and a body that does not end.
internal static class ForgedRequests
{
    public const int StreamsOfConnection = 98;

    private const string Preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    private const ushort HeaderTableSize = 1;

    private static readonly string s_signature = $"x-signature: {new string('0', 64)}\r\nx-signature-algo: sha256";

    public static byte[] Http1(string path, string framing, string body) =>
        Encoding.Latin1.GetBytes($"POST {path} HTTP/1.1\r\nHost: localhost\r\n{s_signature}\r\n{framing}\r\n\r\n{body}");

    // The beginning of a connection with as many streams as Kestrel allows, nearly, each with one byte of its body.
    public static byte[] Http2(string path, string scheme) =>
    [
        .. Encoding.Latin1.GetBytes(Preface),
        .. Http2Frame.Settings((HeaderTableSize, 0)).ToBytes(),
        .. Streams.SelectMany(stream => new[]
        {
            Http2Frame.Headers(stream, $":method: POST\r\n:scheme: {scheme}\r\n:path: {path}\r\n:authority: localhost\r\n{s_signature}"),
            Http2Frame.Data(stream, "["),
        }).SelectMany(frame => frame.ToBytes()),
    ];

    public static IEnumerable<int> Streams => Enumerable.Range(0, StreamsOfConnection).Select(number => 1 + (2 * number));
}
