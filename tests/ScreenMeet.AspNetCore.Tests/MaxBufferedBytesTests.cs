using System.Net;
using System.Text;
using Microsoft.Extensions.Logging.Testing;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Tests;

// There is room for two bodies of the largest size.
public sealed class MaxBufferedBytesTests
{
    private const int BodySize = 64 * 1024;
    private const int Most = BodySize - 1000;
    private const string Other = "/other";

    private static readonly byte[] s_body = Encoding.UTF8.GetBytes($"[\"{new string('x', BodySize - 4)}\"]");

    [Fact]
    public async Task A_body_that_is_complete_is_accepted_where_there_is_no_room()
    {
        await using var receiver = await StartAsync();
        using var first = await BeginAsync(receiver, Most);
        using var second = await BeginAsync(receiver, Most);

        foreach (var size in new[] { 2, 1000, 3000 })
        {
            using var response = await receiver.SendAsync(Signed.Delivery(EntryPoints.MinimalApi, $"[{new string(' ', size - 2)}]"));
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        // Those that waited are none the worse for it.
        await FinishAsync(first);
        await FinishAsync(second);
        receiver.AssertNoErrors();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_body_that_has_waited_longest_makes_room(bool isChunked)
    {
        await using var receiver = await StartAsync();
        using var first = await BeginAsync(receiver, Most, isChunked);
        using var second = await BeginAsync(receiver, Most, isChunked);
        using var third = await BeginAsync(receiver, Most, isChunked);

        var response = await first.ReadResponseAsync();
        Assert.StartsWith("HTTP/1.1 503 ", response, StringComparison.Ordinal);
        Assert.Contains("\r\nRetry-After: 15\r\n", response, StringComparison.Ordinal);
        Assert.Contains("\r\nConnection: close\r\n", response, StringComparison.Ordinal);
        Assert.Equal("buffers_full", Assert.Single(receiver.LogsOfOurs, log => log.Level == LogLevel.Warning).GetStructuredStateValue("Reason"));
        await FinishAsync(second, isChunked);
        await FinishAsync(third, isChunked);
        Assert.Equal(2, receiver.ReceivedEvents.Batches.Count);
        receiver.AssertNoErrors();
    }

    // Also where the server's own reader is not the one that waits.
    [Theory]
    [InlineData(Server.Kestrel)]
    [InlineData(Server.KestrelHttp2)]
    [InlineData(Server.TestServer)]
    public async Task A_buffered_body_that_has_waited_longest_makes_room(Server server)
    {
        await using var receiver = await StartAsync(server, buffers: true);
        using var first = new PausedContent(s_body, Most);
        using var second = new PausedContent(s_body, Most);
        using var third = new PausedContent(s_body, Most);

        var refused = SendAsync(first);
        await first.Paused;
        await ArrivedAsync();
        var accepted = SendAsync(second);
        await second.Paused;
        await ArrivedAsync();
        var last = SendAsync(third);
        await third.Paused;

        // Over HTTP/1.1 nothing but the connection's end can end the read of another stream.
        await Poll.UntilAsync(() => receiver.LogsOfOurs.Any(log => log.Id.Name == "DeliveryRefused"), "a refusal in the log");
        first.Go();
        second.Go();
        third.Go();
        if (server == Server.Kestrel)
        {
            await Assert.ThrowsAnyAsync<HttpRequestException>(() => refused);
        }
        else
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, (await refused).StatusCode);
        }

        Assert.Equal(HttpStatusCode.OK, (await accepted).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await last).StatusCode);
        receiver.AssertNoErrors();

        Task<HttpResponseMessage> SendAsync(HttpContent content)
        {
            var request = Signed.Delivery(EntryPoints.MinimalApi, s_body);
            request.Content = content;
            return receiver.SendAsync(request);
        }

        // There is nothing to be seen of a body that waits.
        static Task ArrivedAsync() => Task.Delay(300, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Room_is_counted_in_the_bytes_that_have_arrived()
    {
        await using var receiver = await StartAsync();
        var waiting = new List<RawConnection>();
        try
        {
            // A page of memory for each would be 1.2 MB.
            for (var i = 0; i < 300; i++)
            {
                waiting.Add(await BeginAsync(receiver, 1, wait: false));
            }

            using var first = await BeginAsync(receiver, Most);
            await FinishAsync(first);
            await FinishAsync(waiting[0], from: 1);
            Assert.DoesNotContain(receiver.LogsOfOurs, log => log.Level == LogLevel.Warning);
        }
        finally
        {
            waiting.ForEach(connection => connection.Dispose());
        }
    }

    [Fact]
    public async Task Each_webhook_has_room_of_its_own()
    {
        await using var receiver = await StartAsync();
        using var oldest = await BeginAsync(receiver, Most, path: Other);
        var flood = new List<RawConnection>();
        try
        {
            for (var i = 0; i < 10; i++)
            {
                flood.Add(await BeginAsync(receiver, Most));
            }

            await FinishAsync(oldest);
            Assert.Equal("buffers_full", Assert.Single(receiver.Refusals.Reasons.Distinct()));
        }
        finally
        {
            flood.ForEach(connection => connection.Dispose());
        }
    }

    [Theory]
    [InlineData("accepted", HttpStatusCode.OK)]
    [InlineData("forged", HttpStatusCode.Unauthorized)]
    [InlineData("unreadable", HttpStatusCode.BadRequest)]
    [InlineData("too large", HttpStatusCode.RequestEntityTooLarge)]
    [InlineData("thrown", HttpStatusCode.InternalServerError)]
    public async Task A_body_gives_its_room_back_however_it_ends(string end, HttpStatusCode expected)
    {
        await using var receiver = await StartAsync();

        // It would be the first to go, if what comes now did not give its room back.
        using var oldest = await BeginAsync(receiver, Most);
        for (var i = 0; i < 20; i++)
        {
            using var request = end switch
            {
                "forged" => Signed.Delivery(EntryPoints.MinimalApi, s_body, "whsk_another_organization"),
                "unreadable" => Signed.Delivery(EntryPoints.MinimalApi, s_body[..Most]),
                "too large" => Signed.Delivery(EntryPoints.MinimalApi, [.. s_body, (byte)' ']),
                "thrown" => Signed.Delivery("/throws", s_body),
                _ => Signed.Delivery(EntryPoints.MinimalApi, s_body),
            };
            request.Headers.TransferEncodingChunked = true;
            using var response = await receiver.SendAsync(request);
            Assert.Equal(expected, response.StatusCode);
        }

        await FinishAsync(oldest);
    }

    [Fact]
    public async Task Clients_that_go_away_give_their_room_back()
    {
        await using var receiver = await StartAsync();
        using var oldest = await BeginAsync(receiver, Most);
        for (var i = 0; i < 20; i++)
        {
            using var connection = await BeginAsync(receiver, Most);
            connection.Reset();
            await Poll.UntilAsync(() => receiver.Refusals.Reasons.Count > i, "one more refusal");
        }

        await FinishAsync(oldest);
        Assert.DoesNotContain("buffers_full", receiver.Refusals.Reasons);
        receiver.AssertNoErrors();
    }

    private static Task<Receiver> StartAsync(Server server = Server.Kestrel, bool buffers = false) => Receiver.StartAsync(
        server,
        services: builder =>
        {
            foreach (var name in new[] { "", "other" })
            {
                builder.Services.AddScreenMeetWebhooks(name, webhook =>
                    (webhook.SigningKey, webhook.MaxBodySize, webhook.MaxBufferedBytes) = (Signed.Key, BodySize, 2 * BodySize));
            }
        },
        pipeline: app =>
        {
            if (buffers)
            {
                app.Use((context, next) =>
                {
                    context.Request.EnableBuffering();
                    return next(context);
                });
            }

            app.UseScreenMeetWebhooks();
            EntryPoints.MapMinimalApi(app);
            app.MapPost("/throws", static object (ScreenMeetDelivery _) => throw new InvalidOperationException());
            app.MapPost(Other, static (ScreenMeetDelivery delivery, ReceivedEvents receivedEvents) => receivedEvents.Add(delivery)).RequireScreenMeetSignature("other");
        });

    // An upload that stops after so many bytes.
    private static async Task<RawConnection> BeginAsync(
        Receiver receiver, int arrived, bool isChunked = false, string path = EntryPoints.MinimalApi, bool wait = true)
    {
        var connection = await RawConnection.OpenAsync(receiver.Address);
        await connection.SendHeadAsync(path, s_body, isChunked ? "Transfer-Encoding: chunked" : $"Content-Length: {BodySize}");
        var bytes = Encoding.UTF8.GetString(s_body.AsSpan(0, arrived));
        await connection.SendAsync(isChunked ? $"{arrived:x}\r\n{bytes}\r\n" : bytes);

        // There is nothing to be seen of a body that waits.
        await Task.Delay(wait ? 200 : 0, TestContext.Current.CancellationToken);
        return connection;
    }

    private static async Task FinishAsync(RawConnection connection, bool isChunked = false, int from = Most)
    {
        var rest = Encoding.UTF8.GetString(s_body.AsSpan(from));
        await connection.SendAsync(isChunked ? $"{rest.Length:x}\r\n{rest}\r\n0\r\n\r\n" : rest);
        Assert.StartsWith("HTTP/1.1 200 ", await connection.ReadResponseAsync(), StringComparison.Ordinal);
    }

    // A body that pauses after so many bytes.
    private sealed class PausedContent(byte[] body, int until) : HttpContent
    {
        private readonly TaskCompletionSource _paused = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _go = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Paused => _paused.Task;

        public void Go() => _go.TrySetResult();

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(body.AsMemory(0, until));
            await stream.FlushAsync();
            _paused.TrySetResult();
            await _go.Task;
            await stream.WriteAsync(body.AsMemory(until));
        }

        protected override bool TryComputeLength(out long length)
        {
            length = body.Length;
            return true;
        }
    }
}
