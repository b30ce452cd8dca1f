using System.Net;
using Microsoft.AspNetCore.Mvc.Testing;
using ScreenMeet.AspNetCore.Tests.Harness;

namespace ScreenMeet.AspNetCore.Tests;

public sealed class SampleTests
{
    [Fact]
    public async Task The_MVC_receiver_accepts_what_is_signed_with_its_development_key_and_nothing_else()
    {
        await using var factory = new WebApplicationFactory<MvcReceiver.Controllers.ScreenMeetController>();
        using var client = factory.WithWebHostBuilder(host => host.UseEnvironment("Development")).CreateClient();

        using var accepted = await client.SendAsync(Signed.Delivery("/webhooks/screenmeet"), TestContext.Current.CancellationToken);
        using var refused = await client.SendAsync(Signed.Delivery("/webhooks/screenmeet", key: "whsk_another_organization"), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, accepted.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    [Fact]
    public async Task The_MVC_receiver_does_not_start_without_a_key()
    {
        await using var factory = new WebApplicationFactory<MvcReceiver.Controllers.ScreenMeetController>();
        await using var production = factory.WithWebHostBuilder(host => host.UseEnvironment("Production"));

        var exception = Assert.ThrowsAny<Exception>(production.CreateClient);

        Assert.Contains("SigningKey of the ScreenMeet webhook is missing.", exception.Message, StringComparison.Ordinal);
    }
}
