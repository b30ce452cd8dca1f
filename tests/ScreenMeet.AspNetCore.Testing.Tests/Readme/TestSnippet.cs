using System.Net;
using Microsoft.AspNetCore.Mvc.Testing;

namespace ScreenMeet.AspNetCore.Testing.Tests.Readme;

// A user's application has a Program of its own.
#pragma warning disable IDE0065 // Outside the namespace, the names would collide.
using Program = MvcReceiver.Controllers.ScreenMeetController;
#pragma warning restore IDE0065

public sealed class TestSnippet
{
#pragma warning disable xUnit1051 // A reader need not know of the cancellation token.
    [Fact]
    public async Task A_support_session_is_received_and_a_forged_delivery_is_refused()
    {
        const string key = "whsk_9d40f7c36be1825a";
        await using var factory = new WebApplicationFactory<Program>().WithWebHostBuilder(host => host.UseScreenMeetSigningKey(key));
        using var client = factory.CreateClient();

        foreach (var events in ScreenMeetStory.Support().Deliveries)
        {
            using var response = await client.PostScreenMeetAsync("/webhooks/screenmeet", key, events);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        using var forged = ScreenMeetTestDelivery.Create(key, ScreenMeetTestEvent.Create("room-entered")).Forged().ToRequest("/webhooks/screenmeet");
        using var refused = await client.SendAsync(forged);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }
#pragma warning restore xUnit1051
}
