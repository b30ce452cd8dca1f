using System.Security.Cryptography;
using System.Text;

namespace ScreenMeet.TestHarness;

// Signs as ScreenMeet does, without the code of the packages.
public static class Signed
{
    // This is not the key of the samples, because that key is accepted only in development.
    public const string Key = "whsk_a4c123b1612dd272";
    public const string SampleKey = "whsk_3f1c9a7e5b2d4860";
    public const string PreviousKey = "whsk_a4c1be07d2295f38";

    public const string Json =
        """[{"type":"room-entered","ts":"2021-08-09T16:45:57.000Z","message":"Entered the meeting room.","id":"HUiUti","status":"active","seconds":12},{"type":"audio-muted","id":"HUiUti"}]""";

    public static byte[] Mac(byte[] body, string key = Key) => HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), body);

    public static string Hex(byte[] body, string key = Key) => Convert.ToHexString(Mac(body, key));

    public static HttpRequestMessage Delivery(string path, string json = Json, string key = Key) =>
        Delivery(path, Encoding.UTF8.GetBytes(json), key);

    public static HttpRequestMessage Delivery(string path, byte[] body, string key = Key) =>
        Post(path, body).With("x-signature", Hex(body, key)).With("x-signature-algo", "sha256");

    public static HttpRequestMessage Post(string path, byte[] body) => new(HttpMethod.Post, path)
    {
        Content = new ByteArrayContent(body) { Headers = { ContentType = new("text/plain") } },
    };

    public static HttpRequestMessage With(this HttpRequestMessage request, string header, params string[] values)
    {
        foreach (var value in values)
        {
            request.Headers.TryAddWithoutValidation(header, value);
        }

        return request;
    }

    public static HttpRequestMessage Without(this HttpRequestMessage request, string header)
    {
        request.Headers.Remove(header);
        return request;
    }

    public static HttpRequestMessage WithContentType(this HttpRequestMessage request, string? contentType)
    {
        request.Content!.Headers.Remove("Content-Type");
        if (contentType is not null)
        {
            request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }

        return request;
    }
}
