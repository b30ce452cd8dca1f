using System.Net;

namespace ScreenMeet.Cli.Tests;

// A server that answers as a test wants, and keeps what it got.
internal sealed class OddReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly List<(byte[] Body, string? Signature)> _received = [];

    private OddReceiver(WebApplication app) => _app = app;

    public string Url => _app.Urls.Single() + "/webhooks/screenmeet";

    public IReadOnlyList<(byte[] Body, string? Signature)> Received
    {
        get
        {
            lock (_received)
            {
                return [.. _received];
            }
        }
    }

    // The number of a request, from 1, decides about its answer.
    public static async Task<OddReceiver> StartAsync(Func<HttpContext, int, Task> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var receiver = new OddReceiver(app);
        app.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            int number;
            lock (receiver._received)
            {
                receiver._received.Add((body.ToArray(), context.Request.Headers["x-signature"]));
                number = receiver._received.Count;
            }

            await answer(context, number);
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        return receiver;
    }

    public static Task<OddReceiver> StartAsync(int status) => StartAsync((context, _) =>
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    });

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
