using System.Text;

namespace ScreenMeet.TestHarness;

// A request as the text that is sent, one character for each byte. By default, each part is as ScreenMeet sends it.
public sealed record RawRequest
{
    public const string Type = "case";

    // Its signature has a '+' and a '/' in base64.
    public const string Json = """[{"type":"case","seconds":3}]""";

    public const string Algorithm = "x-signature-algo: sha256";
    public const string Signature = "x-signature: {hex}\r\n" + Algorithm;

    public string Line { get; init; } = "POST /door HTTP/1.1";

    public string Host { get; init; } = "Host: localhost";

    // May contain placeholders for the signature, such as {hex} (see Sign).
    public string Headers { get; init; } = Signature;

    public string Framing { get => field ?? $"Content-Length: {Body.Length}"; init; }

    // The text that is signed.
    public string Signed { get; init; } = Json;

    // The text that is sent.
    public string Body { get => field ?? Signed; init; }

    public string Head => string.Concat(new[] { Line, Host, Sign(Headers, Signed), Framing }.Where(line => line != "").Select(line => line + "\r\n")) + "\r\n";

    public static RawRequest Chunked(params string[] chunks) => new()
    {
        Framing = "Transfer-Encoding: chunked",
        Signed = string.Concat(chunks),
        Body = Chunks(chunks) + "0\r\n\r\n",
    };

    public static string Chunks(params string[] chunks) => string.Concat(chunks.Select(chunk => $"{chunk.Length:x}\r\n{chunk}\r\n"));

    public static string Sign(string template, string body)
    {
        var bytes = Encoding.Latin1.GetBytes(body);
        var mac = TestHarness.Signed.Mac(bytes);
        var (hex, base64) = (Convert.ToHexStringLower(mac), Convert.ToBase64String(mac));
        var base64Url = base64.Replace('+', '-').Replace('/', '_');
        return new StringBuilder(template)
            .Replace("{hex}", hex)
            .Replace("{HEX}", hex.ToUpperInvariant())
            .Replace("{Hex}", hex[..32].ToUpperInvariant() + hex[32..])
            .Replace("{hex-1}", hex[..^1])
            .Replace("{hex/2}", hex[..32])
            .Replace("{base64}", base64)
            .Replace("{base64-1}", base64[..^1])
            .Replace("{base64-2}", base64[..^2])
            .Replace("{base64url}", base64Url)
            .Replace("{base64url-1}", base64Url[..^1])
            .Replace("{base64-mixed}", base64.Replace('+', '-'))
            .Replace("{base64-blank}", base64.Insert(20, " ").Remove(43))
            .Replace("{base64-noncanonical}", base64[..^2] + (char)(base64[^2] + 1) + "=")
            .Replace("{forged}", TestHarness.Signed.Hex(bytes, "whsk_not_the_key"))
            .Replace("{previous}", TestHarness.Signed.Hex(bytes, TestHarness.Signed.PreviousKey))
            .Replace("{other}", TestHarness.Signed.Hex(bytes, WireEndpoints.OtherKey))
            .ToString();
    }

    public override string ToString() => Head + Body;
}
