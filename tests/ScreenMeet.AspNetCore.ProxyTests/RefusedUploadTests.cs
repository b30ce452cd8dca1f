using System.Net;
using ScreenMeet.AspNetCore.ProxyTests.Proxies;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.ProxyTests;

// A proxy sends the uploads of strangers and genuine deliveries over one connection. Kestrel waits some seconds for what it has
// not read of a refused one, and refuses new requests while it waits for too many: what the README says to raise.
public sealed class RefusedUploadTests
{
    private const int Uploads = 500;

    // YARP sends with the same client.
    [Fact]
    public async Task Deliveries_after_many_refused_uploads_over_HTTP2_are_received_where_Kestrel_allows_for_them()
    {
        await using var server = await ReceivingServer.StartAsync(builder => builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.Http2.MaxStreamsPerConnection = 1000));
        using var client = new ProxyClient(server.HttpsAddress, ClientProtocol.Http2);
        for (var i = 0; i < Uploads; i++)
        {
            using var upload = new HttpRequestMessage(HttpMethod.Post, ReceivingServer.Path) { Content = new SlowContent(500) };
            Assert.Equal(HttpStatusCode.Unauthorized, await client.GetStatusAsync(upload));
        }

        var events = UniqueEvents.New(10);
        foreach (var json in events)
        {
            Assert.Equal(HttpStatusCode.OK, await client.GetStatusAsync(Signed.Delivery(ReceivingServer.Path, json)));
        }

        Assert.Equal(events, server.Received);
        Assert.Equal(1, client.Connections);
    }
}
