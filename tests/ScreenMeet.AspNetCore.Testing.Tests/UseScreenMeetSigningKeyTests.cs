using System.Net;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Testing.Tests;

public sealed class UseScreenMeetSigningKeyTests
{
    [Fact]
    public async Task An_application_without_a_key_gets_one()
    {
        await using var factory = new WebApplicationFactory<MvcReceiver.Controllers.ScreenMeetController>();
        await using var application = factory.WithWebHostBuilder(host => host.UseEnvironment("Production").UseScreenMeetSigningKey(Signed.Key));

        await AssertTakesTheKeyAloneAsync(application.CreateClient(), "/webhooks/screenmeet", Signed.SampleKey);
    }

    [Fact]
    public async Task A_key_in_a_file_is_replaced()
    {
        await using var factory = new WebApplicationFactory<MvcReceiver.Controllers.ScreenMeetController>();
        await using var application = factory.WithWebHostBuilder(host => host.UseEnvironment("Development").UseScreenMeetSigningKey(Signed.Key));

        await AssertTakesTheKeyAloneAsync(application.CreateClient(), "/webhooks/screenmeet", Signed.SampleKey);
    }

    [Theory]
    [InlineData("blue", "whsk_5cf00d11ab74e923")]
    [InlineData("unknown tenant", "whsk_5cf00d11ab74e923")]
    public async Task A_key_provider_is_replaced(string tenant, string itsKey)
    {
        await using var factory = new WebApplicationFactory<TenantReceiver.TenantKeyProvider>();
        await using var application = factory.WithWebHostBuilder(host => host.UseScreenMeetSigningKey(Signed.Key));

        await AssertTakesTheKeyAloneAsync(application.CreateClient(), $"/webhooks/{tenant}/screenmeet", itsKey);
    }

    [Theory]
    [InlineData("/eager")]
    [InlineData("/fixed")]
    [InlineData("/provided")]
    public async Task Every_webhook_takes_the_key_also_where_the_application_reads_its_configuration_at_once(string path)
    {
        await using var factory = new WebApplicationFactory<EagerReceiver.ProductionKeyProvider>();
        await using var application = factory.WithWebHostBuilder(host => host.UseScreenMeetSigningKey(Signed.Key));

        await AssertTakesTheKeyAloneAsync(application.CreateClient(), path, "whsk_c09d51e7a2b84f36");
    }

    [Fact]
    public async Task A_placeholder_in_the_configuration_of_a_Startup_class_does_not_stop_the_start()
    {
        using var host = await Host.CreateDefaultBuilder()
            .ConfigureAppConfiguration(configuration => configuration.AddInMemoryCollection([new("ScreenMeet:SigningKey", "your-signing-key")]))
            .ConfigureWebHostDefaults(web => web.UseTestServer().UseStartup<Startup>().UseScreenMeetSigningKey(Signed.Key))
            .StartAsync(TestContext.Current.CancellationToken);

        await AssertTakesTheKeyAloneAsync(host.GetTestClient(), "/webhooks/screenmeet", Signed.PreviousKey);
    }

    private static async Task AssertTakesTheKeyAloneAsync(HttpClient client, string path, string anotherKey)
    {
        using var accepted = await client.PostScreenMeetAsync(path, Signed.Key, ScreenMeetTestEvent.Create("note"));
        using var refused = await client.PostScreenMeetAsync(path, anotherKey, ScreenMeetTestEvent.Create("note"));

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.Unauthorized], new[] { accepted, refused }.Select(response => response.StatusCode));
    }

    private sealed class Startup(IConfiguration configuration)
    {
        public void ConfigureServices(IServiceCollection services) => services.AddRouting().AddScreenMeetWebhooks(configuration.GetSection("ScreenMeet"));

        public static void Configure(IApplicationBuilder app)
        {
            app.UseRouting();
            app.UseScreenMeetWebhooks();
            app.UseEndpoints(endpoints => endpoints.MapPost("/webhooks/screenmeet", (ScreenMeetDelivery delivery) => delivery.Count));
        }
    }
}
