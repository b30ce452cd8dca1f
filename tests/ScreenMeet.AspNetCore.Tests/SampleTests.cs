using System.Net;
using Microsoft.AspNetCore.Mvc.Testing;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Tests;

public sealed class SampleTests
{
    [Fact]
    public async Task The_MVC_receiver_accepts_what_is_signed_with_its_development_key_and_nothing_else()
    {
        await using var factory = new WebApplicationFactory<MvcReceiver.Controllers.ScreenMeetController>();
        using var client = factory.WithWebHostBuilder(host => host.UseEnvironment("Development")).CreateClient();

        using var accepted = await client.SendAsync(Signed.Delivery("/webhooks/screenmeet", key: Signed.SampleKey), TestContext.Current.CancellationToken);
        using var refused = await client.SendAsync(Signed.Delivery("/webhooks/screenmeet", key: "whsk_another_organization"), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, accepted.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    [Theory]
    [InlineData("blue", "whsk_5cf00d11ab74e923", HttpStatusCode.OK)]
    [InlineData("blue", "whsk_0b6a8c2f91d7e354", HttpStatusCode.OK)]
    [InlineData("blue", "whsk_88aa1207fe3b6c5d", HttpStatusCode.Unauthorized)]
    [InlineData("red", "whsk_88aa1207fe3b6c5d", HttpStatusCode.OK)]
    [InlineData("green", "whsk_88aa1207fe3b6c5d", HttpStatusCode.ServiceUnavailable)]
    public async Task The_tenant_receiver_takes_the_key_of_the_tenant_in_the_route(string tenant, string key, HttpStatusCode expected)
    {
        await using var factory = new WebApplicationFactory<TenantReceiver.TenantKeyProvider>();
        using var client = factory.CreateClient();

        using var response = await client.SendAsync(Signed.Delivery($"/webhooks/{tenant}/screenmeet", key: key), TestContext.Current.CancellationToken);

        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task The_minimal_receiver_publishes_as_native_code_and_receives()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") == "true", "Publishing native code takes a minute and a C linker: set CI=true to do it.");
        var output = Directory.CreateTempSubdirectory("minimal-receiver-");
        try
        {
            // -warnaserror: a trimming or AOT warning ends the publishing.
            await Commands.RunAsync(
                "dotnet", "publish", Path.Combine(Repository.Root, "samples", "MinimalReceiver"), "--output", output.FullName, "-warnaserror", "--nologo");
            await using var sample = await RunningSample.StartBinaryAsync(output.FullName, "MinimalReceiver");
            using var client = new HttpClient { BaseAddress = sample.Address };

            using var accepted = await client.SendAsync(Signed.Delivery("/webhooks/screenmeet", key: Signed.SampleKey), TestContext.Current.CancellationToken);
            using var refused = await client.SendAsync(Signed.Delivery("/webhooks/screenmeet", key: "whsk_another_organization"), TestContext.Current.CancellationToken);

            Assert.Equal(HttpStatusCode.OK, accepted.StatusCode);
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
            await sample.WaitForOutputAsync("2021-08-09 16:45:57Z room-entered: session HUiUti (active) Entered the meeting room.");
        }
        finally
        {
            output.Delete(recursive: true);
        }
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
