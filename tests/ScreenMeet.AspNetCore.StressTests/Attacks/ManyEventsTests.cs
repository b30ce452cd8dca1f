using System.Globalization;
using System.Net;
using System.Text;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.StressTests.Attacks;

// Whoever has a key can send as many events as a body has room for. What an event costs must not multiply with that.
public sealed class ManyEventsTests
{
    private const int MiB = 1024 * 1024;
    private const int AtOnce = 24;

    public ManyEventsTests() => StressedReceiver.RequireLinux();

    [Theory]
    [InlineData("0")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"id":"a"}""")]
    public async Task Many_events_in_one_delivery_cost_little_more_than_its_bytes(string element)
    {
        var body = Encoding.ASCII.GetBytes($"[{string.Join(',', Enumerable.Repeat(element, (MiB - 1) / (element.Length + 1)))}]");
        await using var receiver = await StressedReceiver.StartAsync("--Logging:LogLevel:Default", "Error", "--Logging:LogLevel:Microsoft.Hosting.Lifetime", "Information");
        using var client = new HttpClient { BaseAddress = receiver.Address };
        await SendAsync(client, "[]"u8.ToArray());
        var before = ProcessMemory.PeakOf(receiver.Process);

        var statuses = await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => SendAsync(client, body)));

        var growth = ProcessMemory.PeakOf(receiver.Process) - before;
        MeasuredFigures.Show(string.Create(CultureInfo.InvariantCulture, $"{AtOnce} deliveries of 1 MiB of {element} at once: resident +{growth / MiB} MiB at the peak."));
        Assert.Equal([HttpStatusCode.BadRequest], statuses.Distinct());

        // Each body, the larger buffer that it grows into, and as much again for the server.
        Assert.InRange(growth, 0, 6 * AtOnce * MiB);
    }

    private static async Task<HttpStatusCode> SendAsync(HttpClient client, byte[] body)
    {
        using var response = await client.SendAsync(Signed.Delivery("/read", body), TestContext.Current.CancellationToken);
        return response.StatusCode;
    }
}
