using System.Globalization;
using System.Text;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Inbox.Load;

// A request with consecutive events of one session, signed beforehand so that sending costs little.
internal sealed record SignedDelivery(byte[] Request, int First, int Count)
{
    private const int Sessions = 500;

    // Runs that differ have different events.
    public static SignedDelivery[] Create(int first, int count, int perDelivery, long run = 0) =>
        [.. Enumerable.Range(0, count / perDelivery).Select(index => CreateOne(first + (index * perDelivery), perDelivery, run))];

    private static SignedDelivery CreateOne(int first, int count, long run)
    {
        var body = Encoding.UTF8.GetBytes($"[{string.Join(',', Enumerable.Range(first, count).Select(number => Event(first / count % Sessions, number, run)))}]");
        var head = string.Create(
            CultureInfo.InvariantCulture,
            $"POST {LoadNode.Path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: {body.Length}\r\nx-signature: {Signed.Hex(body)}\r\nx-signature-algo: sha256\r\n\r\n");
        return new([.. Encoding.ASCII.GetBytes(head), .. body], first, count);
    }

    // 0.5 kB.
    private static string Event(int session, int number, long run) =>
        $$$"""{"type":"room-entered","ts":"2021-08-09T16:45:57.000Z","message":"Entered the meeting room.","id":"session-{{{session}}}","label":"Case {{{run}}}","userDescription":"Support call","status":"active","seconds":{{{number}}},"user":{"id":"5f3c2d1e","name":"Jane Agent","email":"jane@example.com"},"organization":{"id":"8a7b6c5d","name":"Example Corporation"},"device":{"platform":"android","model":"Pixel 5","osVersion":"11","appVersion":"3.2.1","locale":"en-US"},"stats":{"bytesSent":184211,"bytesReceived":99120}}""";
}
