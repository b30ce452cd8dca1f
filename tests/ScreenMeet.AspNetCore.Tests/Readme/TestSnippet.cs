using System.Net;
using System.Text;
using Microsoft.AspNetCore.Mvc.Testing;
using ScreenMeet.Webhooks;

namespace ScreenMeet.AspNetCore.Tests.Readme;

// A user's application has a Program of its own.
#pragma warning disable IDE0065 // Outside the namespace, the names would collide.
using Program = MvcReceiver.Controllers.ScreenMeetController;
#pragma warning restore IDE0065

public sealed class TestSnippet
{
#pragma warning disable xUnit1051 // A reader need not know of the cancellation token.
    [Fact]
    public async Task A_signed_delivery_is_received()
    {
        const string key = "whsk_9d40f7c36be1825a";
        await using var factory = new WebApplicationFactory<Program>().WithWebHostBuilder(host => host.UseSetting("ScreenMeet:SigningKey", key));
        using var client = factory.CreateClient();

        var body = """[{"type":"room-entered","id":"HUiUti"}]""";
        using var request = new HttpRequestMessage(HttpMethod.Post, "/webhooks/screenmeet") { Content = new StringContent(body) };
        request.Headers.Add(ScreenMeetSignature.HeaderName, ScreenMeetSignature.Compute(Encoding.UTF8.GetBytes(body), key));
        request.Headers.Add(ScreenMeetSignature.AlgorithmHeaderName, ScreenMeetSignature.Algorithm);
        using var response = await client.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }
#pragma warning restore xUnit1051
}
