using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging.Testing;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.ProxyTests.Proxies;

// Kestrel on the protocols that a proxy may choose from, with the connection over which each request came.
internal sealed class ReceivingServer : IAsyncDisposable
{
    public const string Path = "/webhooks/screenmeet";
    public const string WorkPath = "/webhooks/work";

    // Longer than Kestrel's own grace period for slow bodies.
    public static readonly TimeSpan BodyTimeout = TimeSpan.FromSeconds(8);

    // So long that few bytes arrive in a second: Kestrel's rate counts those of all requests on a connection together.
    private static readonly TimeSpan s_work = TimeSpan.FromSeconds(1);

    private readonly WebApplication _app;
    private readonly ConcurrentBag<(string Connection, bool IsSlow)> _requests;

    private ReceivingServer(WebApplication app, ConcurrentBag<(string, bool)> requests)
    {
        (_app, _requests) = (app, requests);
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Select(address => new Uri(address)).ToArray();
        (Http1Address, Http2Address, HttpsAddress) = (addresses[0], addresses[1], addresses[2]);
    }

    public Uri Http1Address { get; }

    // Without TLS.
    public Uri Http2Address { get; }

    public Uri HttpsAddress { get; }

    // The deliveries that user code ran with, each as the array that was sent, if that has no blanks between events.
    public string[] Received =>
        [.. _app.Services.GetRequiredService<ReceivedEvents>().Batches.Select(events => $"[{string.Join(',', events.Select(e => Encoding.UTF8.GetString(e.RawJson.Span)))}]")];

    // The connections over which both slow and other requests came.
    public IEnumerable<string> SharedConnections =>
        from request in _requests
        group request.IsSlow by request.Connection into connection
        where connection.Contains(true) && connection.Contains(false)
        select connection.Key;

    // Why the middleware refused.
    public IReadOnlyCollection<string> Reasons => _app.Services.GetRequiredService<Refusals>().Reasons;

    public static async Task<ReceivingServer> StartAsync(Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.Logging.ClearProviders().AddFakeLogging().SetMinimumLevel(LogLevel.Information);
        builder.Services.AddSingleton<ReceivedEvents>();
        builder.Services.AddSingleton<Refusals>();
        builder.Services.AddSingleton<ScreenMeetDeliveryObserver>(static services => services.GetRequiredService<Refusals>());
        builder.Services.AddScreenMeetWebhooks(webhook => (webhook.SigningKey, webhook.BodyTimeout) = (Signed.Key, BodyTimeout));
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            // HAProxy says https, also over HTTP/2 without TLS.
            kestrel.AllowAlternateSchemes = true;
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(TestCertificate.Instance));
        });
        configure?.Invoke(builder);
        var app = builder.Build();
        var requests = new ConcurrentBag<(string, bool)>();
        app.Use((context, next) =>
        {
            requests.Add((context.Connection.Id, context.Request.Headers.ContainsKey(SlowUpload.Header)));
            return next(context);
        });
        app.UseScreenMeetWebhooks();
        app.MapPost(Path, (ScreenMeetDelivery delivery, ReceivedEvents receivedEvents) => receivedEvents.Add(delivery));
        app.MapPost(WorkPath, async (ScreenMeetDelivery delivery, ReceivedEvents receivedEvents) =>
        {
            await Task.Delay(s_work);
            receivedEvents.Add(delivery);
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new ReceivingServer(app, requests);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
