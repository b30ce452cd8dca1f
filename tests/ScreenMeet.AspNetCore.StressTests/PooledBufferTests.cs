using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.StressTests;

// A buffer that does not go back to the pool costs memory. One that goes back twice is given to two requests.
public sealed class PooledBufferTests : IDisposable
{
    private readonly BufferRentalRecorder _rentals = new();

    public void Dispose() => _rentals.Dispose();

    [Theory]
    [InlineData("accepted", 2)]
    [InlineData("accepted", 4096)]
    [InlineData("accepted", 4096, 1)]
    [InlineData("accepted", 1, 4095, 4096, 1, 15_000, 15_000)]
    [InlineData("signature_mismatch", 100)]
    [InlineData("signature_mismatch", 100, 30_000)]
    [InlineData("body_too_large", 100, 30_000, 30_000)]
    [InlineData("body_broken", 100)]
    [InlineData("body_broken", 100, 30_000)]
    [InlineData("body_too_slow", 100)]
    [InlineData("body_too_slow", 100, 30_000)]
    [InlineData("body_unreadable", 100)]
    [InlineData("body_unreadable", 100, 30_000)]
    public async Task Every_buffer_that_is_rented_for_a_request_is_returned_once(string result, params int[] sizes)
    {
        await using var services = CreateServices(bodyTimeout: result == "body_too_slow" ? TimeSpan.FromMilliseconds(100) : TimeSpan.FromMinutes(1));
        using var results = Results(services);
        var receive = Build(services);
        var request = Request(
            sizes,
            last: result == "body_unreadable" ? '}' : ']',
            key: result == "signature_mismatch" ? "whsk_another_organization" : Signed.Key,
            end: () => result switch
            {
                "body_broken" => Task.FromException(new ConnectionResetException("The client has gone.")),
                "body_too_slow" => Task.Delay(Timeout.Infinite),
                _ => Task.CompletedTask,
            });

        await _rentals.WatchAsync(() => receive(request));

        Assert.Equal([result], results.GetMeasurementSnapshot().Select(measurement => measurement.Tags["screenmeet.webhook.result"]));
        AssertAllReturned(atLeast: sizes.Sum() > 4096 ? 2 : 1);
    }

    [Theory]
    [InlineData(20_000)]
    [InlineData(100, 30_000)]
    [InlineData(100, 5000, 20_000)]
    public async Task Every_buffer_is_returned_once_when_the_longest_wait_makes_room(params int[] sizes)
    {
        await using var services = CreateServices(bodyTimeout: TimeSpan.FromMinutes(1));
        using var results = Results(services);
        var receive = Build(services);
        var third = Request(sizes, ']', Signed.Key, end: () => Task.CompletedTask);
        var second = Request([40_000], ']', Signed.Key, end: () => receive(third));
        var first = Request([40_000], ']', Signed.Key, end: () => receive(second));

        // The third comes and goes while the others hold the room.
        await _rentals.WatchAsync(() => receive(first));
        await Poll.UntilAsync(() => results.GetMeasurementSnapshot().Count == 3, "all three measurements");

        Assert.Equal(
            ["accepted", "accepted", "buffers_full"],
            results.GetMeasurementSnapshot().Select(measurement => measurement.Tags["screenmeet.webhook.result"]).Order());
        AssertAllReturned(atLeast: 2 + sizes.Length);
    }

    // There is room for two bodies of the largest size.
    private static ServiceProvider CreateServices(TimeSpan bodyTimeout) => new ServiceCollection()
        .AddLogging()
        .AddScreenMeetWebhooks(webhook =>
            (webhook.SigningKey, webhook.MaxBodySize, webhook.MaxBufferedBytes, webhook.BodyTimeout) = (Signed.Key, 40 * 1024, 80 * 1024, bodyTimeout))
        .Services.BuildServiceProvider();

    private static MetricCollector<long> Results(ServiceProvider services) =>
        new(services.GetRequiredService<IMeterFactory>(), "ScreenMeet.AspNetCore", "screenmeet.webhook.deliveries");

    private static RequestDelegate Build(ServiceProvider services)
    {
        var app = new ApplicationBuilder(services);
        app.UseScreenMeetWebhooks();
        app.Run(static _ => Task.CompletedTask);
        return app.Build();
    }

    private static DefaultHttpContext Request(int[] sizes, char last, string key, Func<Task> end)
    {
        var bytes = Encoding.ASCII.GetBytes($"[{new string(' ', sizes.Sum() - 2)}{last}");
        var body = new ArrivingBody(bytes, sizes, end);
        var context = new DefaultHttpContext();
        context.Features.Set<IRequestBodyPipeFeature>(body);
        context.SetEndpoint(new Endpoint(null, new EndpointMetadataCollection(new ScreenMeetWebhookAttribute()), "pooled"));
        context.Request.Body = body.AsStream();
        context.Request.Method = HttpMethods.Post;
        context.Request.Headers["x-signature"] = Signed.Hex(bytes, key);
        context.Request.Headers["x-signature-algo"] = "sha256";
        return context;
    }

    private void AssertAllReturned(int atLeast)
    {
        var histories = _rentals.Histories;
        Assert.All(histories, history => Assert.All(history.Chunk(2), rental => Assert.Equal(["BufferRented", "BufferReturned"], rental)));
        Assert.InRange(histories.Sum(history => history.Length) / 2, atLeast, int.MaxValue);
    }
}
