using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Logging.Testing;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Diagnostics.Tests;

// An application that receives a webhook and has the page, unless a test replaces these parts.
public sealed class DiagnosedApp : IAsyncDisposable
{
    public const string Page = "/screenmeet";
    public const string Webhook = "/webhooks/screenmeet";

    private readonly WebApplication _app;

    private DiagnosedApp(WebApplication app, bool isKestrel)
    {
        _app = app;
        Address = isKestrel ? new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()) : new Uri("http://localhost");
        Client = isKestrel ? new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = Address } : app.GetTestClient();
    }

    public Uri Address { get; }

    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    public IReadOnlyList<FakeLogRecord> Errors => [.. _app.Services.GetFakeLogCollector().GetSnapshot().Where(static log => log.Level >= LogLevel.Error)];

    public static async Task<DiagnosedApp> StartAsync(
        Action<WebApplicationBuilder>? services = null,
        Action<WebApplication>? pipeline = null,
        string environment = "Development",
        bool isKestrel = false)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = environment });
        builder.Logging.ClearProviders().AddFakeLogging();
        if (isKestrel)
        {
            builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        }
        else
        {
            builder.WebHost.UseTestServer();
        }

        if (services is null)
        {
            builder.Services.AddScreenMeetWebhooks(static webhook => webhook.SigningKey = Signed.Key);
        }

        services?.Invoke(builder);
        builder.Services.AddScreenMeetDiagnostics();
        var app = builder.Build();
        if (pipeline is null)
        {
            app.UseScreenMeetWebhooks();
            app.MapPost(Webhook, static (ScreenMeetDelivery delivery) => delivery.Count);
            app.MapScreenMeetDiagnostics(Page);
        }

        pipeline?.Invoke(app);
        try
        {
            await app.StartAsync(TestContext.Current.CancellationToken);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }

        return new(app, isKestrel);
    }

    public async Task<HttpStatusCode> DeliverAsync(string json = Signed.Json, string key = Signed.Key, string path = Webhook)
    {
        using var request = Signed.Delivery(path, json, key);
        using var response = await Client.SendAsync(request, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }

    public async Task<string> ReadPageAsync(string path = Page)
    {
        using var response = await Client.GetAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    // Without the layout of the HTML around it.
    public async Task<string> ReadTextAsync(string path = Page) => PageText.Of(await ReadPageAsync(path));

    // As the browser sends the forms of the page.
    public Task<HttpResponseMessage> PostFormAsync(string path, string? site = "same-origin")
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path);
        if (site is not null)
        {
            request.Headers.Add("Sec-Fetch-Site", site);
        }

        return Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public Task StopAsync() => _app.StopAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}
