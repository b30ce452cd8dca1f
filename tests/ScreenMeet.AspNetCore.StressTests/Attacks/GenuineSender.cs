using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.StressTests.Attacks;

// Sends genuine deliveries over one connection of its own, one after the other, small ones and larger ones in several
// writes, and counts what becomes of them. Over HTTP/2, a body's end comes in an empty frame of its own.
internal sealed class GenuineSender(AttackedServer victim)
{
    private const int Small = 200;

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(50);

    private readonly ConcurrentDictionary<string, int> _outcomes = new();

    public IReadOnlyDictionary<string, int> Outcomes => _outcomes;

    public int Refused => _outcomes.Where(outcome => !outcome.Key.EndsWith(": 200", StringComparison.Ordinal)).Sum(outcome => outcome.Value);

    public int Accepted => _outcomes.Where(outcome => outcome.Key.EndsWith(": 200", StringComparison.Ordinal)).Sum(outcome => outcome.Value);

    public static HttpRequestMessage Delivery(string path, int size, bool isChunked = false)
    {
        var body = Encoding.ASCII.GetBytes($$"""[{"type":"room-entered","id":"a","user":{"name":"N"},"more":"{{new string('x', size)}}"}]""");
        var delivery = Signed.Delivery(path, body);
        delivery.Content = new SeveralWrites(body, isChunked);
        return delivery;
    }

    public static async Task SendAsync(HttpClient client, HttpRequestMessage delivery)
    {
        using var response = await GetResponseAsync(client, delivery);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    // For so long after the first answer, because a victim that is busy with an attack that has just begun answers late.
    public async Task RunAsync(TimeSpan time)
    {
        using var client = victim.CreateClient();
        var end = DateTime.MaxValue;
        for (var number = 0; DateTime.UtcNow < end && victim.IsAlive; number++)
        {
            // Three small ones, then a larger one, each in both framings and behind a middleware that buffers too.
            var isSmall = number % 4 != 3;
            var path = number % 5 == 4 ? "/buffered" : "/read";
            await CountAsync(client, isSmall ? "small" : "large", Delivery(path, isSmall ? Small : 100_000 + (number % 3 * 100_000), isChunked: number / 4 % 2 == 1));
            end = number == 0 ? DateTime.UtcNow + time : end;
            await Task.Delay(s_pause, TestContext.Current.CancellationToken);
        }
    }

    public override string ToString() =>
        string.Join(", ", _outcomes.OrderBy(outcome => outcome.Key).Select(outcome => string.Create(CultureInfo.InvariantCulture, $"{outcome.Value} × {outcome.Key}")));

    private async Task CountAsync(HttpClient client, string kind, HttpRequestMessage delivery)
    {
        string outcome;
        try
        {
            using var response = await GetResponseAsync(client, delivery);
            outcome = string.Create(CultureInfo.InvariantCulture, $"{kind}: {(int)response.StatusCode}");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            outcome = $"{kind}: {exception.GetType().Name}";
        }

        _outcomes.AddOrUpdate(outcome, 1, (_, count) => count + 1);
    }

    private static async Task<HttpResponseMessage> GetResponseAsync(HttpClient client, HttpRequestMessage delivery)
    {
        using (delivery)
        {
            delivery.Version = client.DefaultRequestVersion;
            delivery.VersionPolicy = client.DefaultVersionPolicy;
            return await client.SendAsync(delivery, TestContext.Current.CancellationToken);
        }
    }

    // A small body is written at once, a larger one with time in between.
    private sealed class SeveralWrites(byte[] body, bool isChunked) : HttpContent
    {
        private const int WriteSize = 40_000;

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            foreach (var part in body.Chunk(WriteSize))
            {
                await stream.WriteAsync(part);
                await stream.FlushAsync();
                if (part.Length == WriteSize)
                {
                    await Task.Delay(5);
                }
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = body.Length;
            return !isChunked;
        }
    }
}
