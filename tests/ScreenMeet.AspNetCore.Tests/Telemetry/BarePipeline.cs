using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Tests.Telemetry;

// The middleware without a server, so that a test can send very many requests, and all of a request runs on one thread.
internal sealed class BarePipeline : IAsyncDisposable
{
    public const string AnotherKey = "whsk_another_organization";

    private static readonly byte[] s_body = Encoding.UTF8.GetBytes(Signed.Json);
    private static readonly string s_genuine = Signed.Hex(s_body);
    private static readonly string s_forged = Signed.Hex(s_body, AnotherKey);

    private readonly ServiceProvider _services;
    private readonly RequestDelegate _pipeline;

    public BarePipeline(RecordingLog log, TimeProvider time, Action<IServiceCollection>? configure = null)
    {
        var services = new ServiceCollection().AddSingleton(time).AddLogging(logging => logging.AddProvider(log).SetMinimumLevel(LogLevel.Trace));
        services.AddScreenMeetWebhooks(webhook => webhook.SigningKey = Signed.Key);
        services.AddScreenMeetWebhooks("emea", webhook => webhook.SigningKey = Signed.Key);
        configure?.Invoke(services);
        _services = services.BuildServiceProvider();
        var app = new ApplicationBuilder(_services);
        app.UseScreenMeetWebhooks();
        app.Run(_ => Task.CompletedTask);
        _pipeline = app.Build();
    }

    public IServiceProvider Services => _services;

    public Task SendGenuineAsync(string webhook = "") => SendAsync(static context => context.Request.Headers["x-signature"] = s_genuine, webhook);

    public Task SendForgedAsync(string webhook = "") => SendAsync(static context => context.Request.Headers["x-signature"] = s_forged, webhook);

    // Without a change, the request is forged.
    public async Task<int> SendAsync(Action<HttpContext> change, string webhook = "")
    {
        var context = new DefaultHttpContext { RequestServices = _services };
        context.SetEndpoint(new Endpoint(null, new EndpointMetadataCollection(new ScreenMeetWebhookAttribute(webhook)), "hook"));
        context.Request.Method = HttpMethods.Post;
        context.Request.Body = new MemoryStream(s_body);
        context.Request.Headers["x-signature"] = s_forged;
        context.Request.Headers["x-signature-algo"] = "sha256";
        change(context);
        await _pipeline(context);
        return context.Response.StatusCode;
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
