using System.Text;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Tests;

// Deliveries can be large, and connections and tasks live longer than requests. Collections that tests beside these cause
// would make the deliveries old.
[TestClass(DisableParallelization = true)]
public sealed class DeliveryLifetimeTests
{
    private const string Path = "/kept";

    private static readonly byte[] s_body = """[{"type":"room-entered"}]"""u8.ToArray();

    private readonly List<WeakReference> _deliveries = [];

    [Theory]
    [InlineData(Server.Kestrel)]
    [InlineData(Server.KestrelHttp2)]
    public async Task An_idle_connection_does_not_keep_its_last_delivery(Server server)
    {
        await using var receiver = await StartAsync(server);

        using var response = await receiver.SendAsync(Signed.Delivery(Path, s_body));

        Assert.True(await IsFreedByAsync(GC.MaxGeneration));
    }

    [Fact]
    public async Task A_body_that_was_long_in_coming_does_not_make_its_delivery_old()
    {
        await using var receiver = await StartAsync();
        using var connection = await RawConnection.OpenAsync(receiver.Address);

        await DeliverAsync(connection, beforeTheRest: () =>
        {
            GC.Collect();
            GC.Collect();
        });

        Assert.True(await IsFreedByAsync(generation: 1));
    }

    private Task<Receiver> StartAsync(Server server = Server.Kestrel) => Receiver.StartAsync(
        server,
        pipeline: app =>
        {
            app.UseScreenMeetWebhooks();
            app.MapPost(Path, (ScreenMeetDelivery delivery) => _deliveries.Add(new(delivery)));
        });

    private static async Task DeliverAsync(RawConnection connection, Action beforeTheRest)
    {
        await connection.SendHeadAsync(Path, s_body, $"Content-Length: {s_body.Length}");
        await connection.SendAsync("[");
        await Task.Delay(200, TestContext.Current.CancellationToken);
        beforeTheRest();
        await connection.SendAsync(Encoding.UTF8.GetString(s_body.AsSpan(1)));
        Assert.StartsWith("HTTP/1.1 200 ", await connection.ReadResponseAsync(), StringComparison.Ordinal);
    }

    private async Task<bool> IsFreedByAsync(int generation)
    {
        // The server may still be at the end of the request when its response is here.
        await Task.Delay(500, TestContext.Current.CancellationToken);
        GC.Collect(generation);
        return !Assert.Single(_deliveries).IsAlive;
    }
}
