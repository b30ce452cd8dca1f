using System.Net;
using System.Reflection;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Mvc.ApplicationParts;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Logging.Testing;
using ScreenMeet.AspNetCore;

namespace ScreenMeet.TestHarness;

// An application that receives deliveries, with the entry points and the server that a test chooses.
public sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Receiver(WebApplication app, Server server)
    {
        _app = app;
        Address = server != Server.TestServer
            ? new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single())
            : new Uri("http://localhost");
        Client = server != Server.TestServer ? new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = Address } : app.GetTestClient();
        Client.DefaultRequestVersion = server == Server.KestrelHttp2 ? HttpVersion.Version20 : HttpVersion.Version11;
        Client.DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact;
    }

    public Uri Address { get; }

    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    public ReceivedEvents ReceivedEvents => _app.Services.GetRequiredService<ReceivedEvents>();

    public Refusals Refusals => _app.Services.GetRequiredService<Refusals>();

    public IReadOnlyList<FakeLogRecord> Logs => _app.Services.GetFakeLogCollector().GetSnapshot();

    public IEnumerable<FakeLogRecord> LogsOfOurs => Logs.Where(log => log.Category!.StartsWith("ScreenMeet.AspNetCore.", StringComparison.Ordinal));

    // Builds and starts an application with every entry point. A test replaces the parts that it tests.
    public static async Task<Receiver> StartAsync(
        Server server = Server.TestServer,
        Action<ScreenMeetWebhookOptions>? options = null,
        Action<WebApplicationBuilder>? services = null,
        Action<WebApplication>? pipeline = null,
        IReadOnlyCollection<Type>? controllers = null)
    {
        var chosen = new List<Type>(controllers ?? EntryPoints.Controllers);
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.Logging.ClearProviders().AddFakeLogging().SetMinimumLevel(LogLevel.Trace);
        builder.Configuration["Logging:LogLevel:Default"] = "Trace";
        builder.Services.AddSingleton<ReceivedEvents>();
        builder.Services.AddSingleton<Refusals>();
        builder.Services.AddSingleton<ScreenMeetDeliveryObserver>(static services => services.GetRequiredService<Refusals>());
        builder.Services.AddControllersWithViews().ConfigureApplicationPartManager(manager => Choose(manager, chosen));
        if (server != Server.TestServer)
        {
            var protocols = server == Server.KestrelHttp2 ? HttpProtocols.Http2 : HttpProtocols.Http1;
            builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = protocols));
        }
        else
        {
            builder.WebHost.UseTestServer();
        }

        if (services is null || options is not null)
        {
            builder.Services.AddScreenMeetWebhooks(options ?? (webhook => webhook.SigningKey = Signed.Key)).AddHandler<EntryPointHandler>();
        }

        services?.Invoke(builder);
        var app = builder.Build();
        if (pipeline is null)
        {
            app.UseScreenMeetWebhooks();
            EntryPoints.Map(app);
        }
        else
        {
            pipeline(app);

            // A marked action without an endpoint would stop the start, so an application that does not map controllers has none.
            if (controllers is null && !((IEndpointRouteBuilder)app).DataSources.Any(source => source.GetType().Name == "ControllerActionEndpointDataSource"))
            {
                chosen.Clear();
            }
        }

        try
        {
            await app.StartAsync(TestContext.Current.CancellationToken);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }

        return new Receiver(app, server);
    }

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request)
    {
        request.Version = Client.DefaultRequestVersion;
        request.VersionPolicy = Client.DefaultVersionPolicy;
        return Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    // Sends a delivery that is signed with the key.
    public async Task AssertAnswerAsync(string path, string key, HttpStatusCode expected)
    {
        using var response = await SendAsync(Signed.Delivery(path, key: key));
        Assert.Equal(expected, response.StatusCode);
    }

    public void AssertNoErrors() =>
        Assert.Equal("", string.Join(Environment.NewLine, Logs.Where(log => log.Level >= LogLevel.Error).Select(log => $"{log.Category}: {log.Message} {log.Exception}")));

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }

    public static void Choose(ApplicationPartManager manager, IReadOnlyCollection<Type> controllers)
    {
        manager.FeatureProviders.Clear();
        manager.FeatureProviders.Add(new ChosenControllers(controllers));
    }

    // It derives from the framework's provider, so that AddControllers does not add that one when a test calls it again.
    private sealed class ChosenControllers(IReadOnlyCollection<Type> controllers) : ControllerFeatureProvider
    {
        protected override bool IsController(TypeInfo typeInfo) => controllers.Contains(typeInfo);
    }
}
