using System.Buffers;
using System.IO.Pipelines;
using BenchmarkDotNet.Attributes;
using Microsoft.AspNetCore.Http.Features;

namespace ScreenMeet.AspNetCore.Benchmarks;

// A whole request without a server: the middleware and a handler that reads four properties of each event.
[MemoryDiagnoser]
public class ReceiveBenchmarks
{
    private static readonly string s_forged = new('0', 64);

    private byte[] _body = [];
    private string _signature = "";
    private RequestDelegate _floor = null!;
    private RequestDelegate _product = null!;

    [Params(1, 10, 100, 1000)]
    public int Events { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _body = Deliveries.Body(Events);
        _signature = Deliveries.Signature(_body);
        _floor = Benchmarks.Floor.Endpoint(Handlers.ReadFour);
        _product = Middleware(static context => { Sink.Value = Handlers.ReadFour(context.GetScreenMeetDelivery()!); return Task.CompletedTask; });
    }

    [Benchmark(Baseline = true), BenchmarkCategory("genuine")]
    public Task<int> Floor() => SendAsync(_floor, _signature);

    [Benchmark, BenchmarkCategory("genuine")]
    public Task<int> Product() => SendAsync(_product, _signature);

    [Benchmark(Baseline = true), BenchmarkCategory("forged")]
    public Task<int> FloorForged() => SendAsync(_floor, s_forged);

    [Benchmark, BenchmarkCategory("forged")]
    public Task<int> ProductForged() => SendAsync(_product, s_forged);

    [Benchmark(Baseline = true), BenchmarkCategory("malformed")]
    public Task<int> FloorMalformed() => SendAsync(_floor, "no signature");

    [Benchmark, BenchmarkCategory("malformed")]
    public Task<int> ProductMalformed() => SendAsync(_product, "no signature");

    private static RequestDelegate Middleware(RequestDelegate handler)
    {
        var services = new ServiceCollection()
            .AddLogging()
            .AddScreenMeetWebhooks(webhook => (webhook.SigningKey, webhook.MaxBodySize) = (Deliveries.Key, 4 * 1024 * 1024))
            .Services.BuildServiceProvider();
        var app = new ApplicationBuilder(services);
        app.UseScreenMeetWebhooks();
        app.Run(handler);
        var pipeline = app.Build();
        var endpoint = new Endpoint(handler, new EndpointMetadataCollection(new ScreenMeetWebhookAttribute()), "benchmark");
        return context =>
        {
            context.SetEndpoint(endpoint);
            return pipeline(context);
        };
    }

    private async Task<int> SendAsync(RequestDelegate receiver, string signature)
    {
        var context = new DefaultHttpContext();
        var body = new ArrivedBody(_body);
        context.Features.Set<IRequestBodyPipeFeature>(body);
        var request = context.Request;
        request.Body = body.Reader.AsStream();
        request.Method = HttpMethods.Post;
        request.ContentLength = _body.Length;
        request.Headers["x-signature"] = signature;
        request.Headers["x-signature-algo"] = "sha256";
        await receiver(context);
        return context.Response.StatusCode;
    }

    private sealed class ArrivedBody(byte[] body) : IRequestBodyPipeFeature
    {
        public PipeReader Reader { get; } = PipeReader.Create(new ReadOnlySequence<byte>(body));
    }
}
