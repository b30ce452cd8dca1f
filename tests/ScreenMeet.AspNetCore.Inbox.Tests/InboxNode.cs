using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Testing;
using ScreenMeet.InboxHarness;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Inbox.Tests;

// An application with an inbox, on a real server.
public sealed class InboxNode : IAsyncDisposable
{
    public const string Path = "/webhooks/screenmeet";

    private readonly WebApplication _app;

    private InboxNode(WebApplication app)
    {
        _app = app;
        Client = new HttpClient { BaseAddress = new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()) };
    }

    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    public IScreenMeetInbox Inbox => _app.Services.GetRequiredService<IScreenMeetInbox>();

    public IReadOnlyList<FakeLogRecord> Logs => _app.Services.GetFakeLogCollector().GetSnapshot();

    public static Task<InboxNode> StartAsync(
        TestDatabase database,
        HandlerScript? script = null,
        Action<ScreenMeetInboxOptions>? options = null,
        string extra = "",
        Action<WebApplicationBuilder>? services = null) =>
        StartAsync(
            builder =>
            {
                builder.Services.AddDbContext<AppDbContext>(context => database.Configure(context, extra));
                builder.Services.AddScreenMeetWebhooks(static webhook => webhook.SigningKey = Signed.Key).AddHandler<ScriptedHandler>().AddInbox<AppDbContext>(options);
                services?.Invoke(builder);
            },
            script,
            static app => app.MapScreenMeetWebhook(Path));

    public static async Task<InboxNode> StartAsync(Action<WebApplicationBuilder> services, HandlerScript? script, Action<WebApplication> pipeline)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.Logging.ClearProviders().AddFakeLogging().SetMinimumLevel(LogLevel.Debug).AddFilter("Microsoft", LogLevel.Warning);

        // Tests run where the settings of the sample are, too.
        builder.Configuration["Logging:LogLevel:Default"] = "Debug";
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddSingleton(script ?? HandlerScripts.SaveEffect);
        services(builder);
        var app = builder.Build();
        pipeline(app);
        try
        {
            await app.StartAsync(TestContext.Current.CancellationToken);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }

        return new(app);
    }

    public async Task<HttpStatusCode> PostAsync(byte[] body)
    {
        using var response = await Client.SendAsync(Signed.Delivery(Path, body), TestContext.Current.CancellationToken);
        return response.StatusCode;
    }

    public async Task AssertStoredAsync(byte[] body) => Assert.Equal(HttpStatusCode.OK, await PostAsync(body));

    public Task StopAsync(CancellationToken cancellationToken = default) => _app.StopAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}
