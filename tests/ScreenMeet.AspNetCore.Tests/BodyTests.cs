using System.Diagnostics;
using System.IO.Compression;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Mvc;
using ScreenMeet.TestHarness;
using ScreenMeet.Webhooks;

namespace ScreenMeet.AspNetCore.Tests;

public sealed class BodyTests
{
    private const int Limit = 2000;

    public static TheoryData<Server> Servers => AcceptanceTests.Servers;

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task A_body_of_exactly_the_limit_is_accepted(Server server)
    {
        await using var receiver = await StartAsync(server);

        foreach (var chunked in new[] { false, true })
        {
            using var response = await receiver.SendAsync(Sized(EntryPoints.ApiController, Limit, chunked));
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        Assert.Equal(2, receiver.ReceivedEvents.Batches.Count);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task One_byte_more_is_refused_with_413(Server server)
    {
        foreach (var chunked in new[] { false, true })
        {
            await using var receiver = await StartAsync(server);
            using var response = await receiver.SendAsync(Sized(EntryPoints.ApiController, Limit + 1, chunked));
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
            await RefusalTests.AssertRefusedAsync(receiver, response, "body_too_large");
        }
    }

    [Theory]
    [InlineData(Server.TestServer)]
    [InlineData(Server.Kestrel)]
    public async Task DisableRequestSizeLimit_does_not_lift_the_limit(Server server)
    {
        await using var receiver = await StartAsync(server, controllers: [typeof(SizeController)]);

        using var response = await receiver.SendAsync(Sized("/unlimited", Limit + 1, chunked: true));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        await RefusalTests.AssertRefusedAsync(receiver, response, "body_too_large");
    }

    [Theory]
    [InlineData(Server.TestServer)]
    [InlineData(Server.Kestrel)]
    [InlineData(Server.KestrelHttp2)]
    public async Task A_smaller_limit_of_the_endpoint_stands(Server server)
    {
        await using var receiver = await StartAsync(server, controllers: [typeof(SizeController)]);

        using var response = await receiver.SendAsync(Sized("/small", Limit - 1, chunked: true));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        await RefusalTests.AssertRefusedAsync(receiver, response, "body_too_large");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_larger_limit_than_the_servers_is_in_force(bool chunked)
    {
        await using var receiver = await Receiver.StartAsync(
            Server.Kestrel,
            options: webhook => (webhook.SigningKey, webhook.MaxBodySize) = (Signed.Key, 5_000_000),
            services: builder => builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = 1000));

        using var accepted = await receiver.SendAsync(Sized(EntryPoints.ApiController, 5_000_000, chunked));
        Assert.Equal(HttpStatusCode.OK, accepted.StatusCode);
    }

    [Theory]
    [InlineData("buffering", "Content-Length: 100")]
    [InlineData("buffering", "Transfer-Encoding: chunked")]
    [InlineData("decompression", "Content-Length: 100\r\nContent-Encoding: gzip")]
    [InlineData("decompression", "Transfer-Encoding: chunked\r\nContent-Encoding: gzip")]
    public async Task A_slow_body_behind_another_stream_is_refused_with_408_and_no_error(string stream, string framing)
    {
        await using var receiver = await Receiver.StartAsync(
            Server.Kestrel,
            options: webhook => (webhook.SigningKey, webhook.BodyTimeout) = (Signed.Key, TimeSpan.FromMilliseconds(300)),
            services: builder => builder.Services.AddRequestDecompression(),
            pipeline: app =>
            {
                if (stream == "decompression")
                {
                    app.UseRequestDecompression();
                }
                else
                {
                    app.Use((context, next) =>
                    {
                        context.Request.EnableBuffering();
                        return next(context);
                    });
                }

                app.UseScreenMeetWebhooks();
                EntryPoints.Map(app);
            });
        using var connection = await RawConnection.OpenAsync(receiver.Address);

        await connection.SendHeadAsync(EntryPoints.ApiController, [], framing);

        Assert.StartsWith("HTTP/1.1 408 ", await connection.ReadResponseAsync(), StringComparison.Ordinal);

        // The end of the connection is the end of what the server has to say about it.
        await connection.ReadResponseAsync();
        Assert.Empty(receiver.ReceivedEvents.Batches);
        receiver.AssertNoErrors();
        using var response = await receiver.SendAsync(Signed.Delivery(EntryPoints.ApiController));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        receiver.AssertNoErrors();
    }

    [Fact]
    public async Task A_slow_body_is_refused_with_408_on_a_server_that_is_not_Kestrel()
    {
        await using var receiver = await StartAsync(Server.TestServer, TimeSpan.FromMilliseconds(200));
        foreach (var entryPoint in EntryPoints.All)
        {
            using var request = Signed.Delivery(entryPoint);
            request.Content = new StreamContent(new EndlessWait());
            using var response = await receiver.SendAsync(request);
            Assert.Equal(HttpStatusCode.RequestTimeout, response.StatusCode);
        }

        Assert.Empty(receiver.ReceivedEvents.Batches);
        receiver.AssertNoErrors();
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task A_client_that_goes_away_leaves_no_error_and_the_server_goes_on(bool reset, bool exceptionHandler)
    {
        var arrived = 0;
        await using var receiver = await StartAsync(Server.Kestrel, pipeline: app =>
        {
            if (exceptionHandler)
            {
                app.UseExceptionHandler(errors => errors.Run(_ => Task.CompletedTask));
            }

            app.Use((context, next) =>
            {
                Interlocked.Increment(ref arrived);
                return next(context);
            });
            app.UseScreenMeetWebhooks();
            EntryPoints.Map(app);
        });

        for (var i = 0; i < EntryPoints.All.Length; i++)
        {
            using var connection = await RawConnection.OpenAsync(receiver.Address);
            await connection.SendHeadAsync(EntryPoints.All[i], [], "Content-Length: 100");
            await connection.SendAsync("[{");
            if (reset)
            {
                // What has not been read yet is lost with a reset.
                await Poll.UntilAsync(() => Volatile.Read(ref arrived) > i, "the request to arrive");
                connection.Reset();
            }
        }

        // Every request is refused before the last word is said about errors.
        await Poll.UntilAsync(() => receiver.Refusals.Reasons.Count == EntryPoints.All.Length, "every refusal");
        Assert.Empty(receiver.ReceivedEvents.Batches);
        receiver.AssertNoErrors();
        using var response = await receiver.SendAsync(Signed.Delivery(EntryPoints.ApiController));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task A_compressed_delivery_passes_when_the_application_decompresses(Server server)
    {
        await using var receiver = await StartDecompressingAsync(server);

        foreach (var encoding in new[] { "gzip", "br", "deflate" })
        {
            using var response = await receiver.SendAsync(Compressed(EntryPoints.ApiController, Encoding.UTF8.GetBytes(Signed.Json), encoding));
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        Assert.Equal(3, receiver.ReceivedEvents.Batches.Count);
    }

    [Theory]
    [InlineData(Server.TestServer)]
    [InlineData(Server.Kestrel)]
    public async Task A_decompression_bomb_is_refused_with_413(Server server)
    {
        await using var receiver = await StartDecompressingAsync(server);

        using var response = await receiver.SendAsync(Compressed(EntryPoints.ApiController, new byte[50_000_000], "gzip"));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        await RefusalTests.AssertRefusedAsync(receiver, response, "body_too_large");
    }

    [Fact]
    public async Task A_decompression_bomb_over_the_servers_limit_is_refused_with_413()
    {
        await using var receiver = await StartDecompressingAsync(Server.Kestrel, 60_000_000);

        using var response = await receiver.SendAsync(Compressed(EntryPoints.ApiController, new byte[50_000_000], "gzip"));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        await RefusalTests.AssertRefusedAsync(receiver, response, "body_too_large");
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task A_broken_compressed_body_is_refused_with_400(string encoding)
    {
        foreach (var server in Enum.GetValues<Server>())
        {
            await using var receiver = await StartDecompressingAsync(server);
            using var request = Signed.Delivery(EntryPoints.ApiController, "this is not compressed at all");
            request.Content!.Headers.ContentEncoding.Add(encoding);
            using var response = await receiver.SendAsync(request);
            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
            await RefusalTests.AssertRefusedAsync(receiver, response, "body_broken");
        }
    }

    [Theory]
    [InlineData(Server.TestServer, false)]
    [InlineData(Server.TestServer, true)]
    [InlineData(Server.Kestrel, false)]
    [InlineData(Server.Kestrel, true)]
    public async Task A_body_that_was_buffered_and_read_before_is_read_again(Server server, bool byReader)
    {
        await using var receiver = await StartAsync(server, pipeline: app =>
        {
            app.Use(async (context, next) =>
            {
                context.Request.EnableBuffering();
                if (byReader)
                {
                    // Looked at, and left where it is.
                    var reader = context.Request.BodyReader;
                    var read = await reader.ReadAtLeastAsync(1000);
                    reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                }
                else
                {
                    await new StreamReader(context.Request.Body).ReadToEndAsync();
                }

                await next(context);
            });
            app.UseScreenMeetWebhooks();
            EntryPoints.Map(app);
        });

        foreach (var entryPoint in EntryPoints.All)
        {
            using var response = await receiver.SendAsync(Signed.Delivery(entryPoint));
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        Assert.Equal(EntryPoints.All.Length, receiver.ReceivedEvents.Batches.Count);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task A_body_that_was_read_away_is_refused_and_the_log_says_what_to_change(Server server)
    {
        await using var receiver = await StartAsync(server, pipeline: app =>
        {
            app.Use(async (context, next) =>
            {
                await new StreamReader(context.Request.Body).ReadToEndAsync();
                await next(context);
            });
            app.UseScreenMeetWebhooks();
            EntryPoints.Map(app);
        });

        using var response = await receiver.SendAsync(Signed.Delivery(EntryPoints.ApiController));

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        await RefusalTests.AssertRefusedAsync(receiver, response, "body_empty");
        Assert.Contains("something reads the body before UseScreenMeetWebhooks()", receiver.LogsOfOurs.Single(log => log.Level == LogLevel.Warning).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_large_delivery_in_single_bytes_and_odd_chunks_arrives_whole()
    {
        await using var receiver = await Receiver.StartAsync(Server.Kestrel);
        var json = "[" + string.Join(',', Enumerable.Range(0, 3000).Select(i => $$"""{"id":"{{i}}","label":"{{new string('x', i % 50)}}"}""")) + "]";
        using var request = Signed.Delivery(EntryPoints.ApiController, json);
        request.Content = new StreamContent(new OddChunks(Encoding.UTF8.GetBytes(json)));

        using var response = await receiver.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(Enumerable.Range(0, 3000).Select(i => $"{i}"), Assert.Single(receiver.ReceivedEvents.Batches).Select(e => e.SessionId));
    }

    private static Task<Receiver> StartAsync(
        Server server, TimeSpan? timeout = null, Action<WebApplication>? pipeline = null, IReadOnlyCollection<Type>? controllers = null) =>
        Receiver.StartAsync(
            server,
            options: webhook =>
            {
                webhook.SigningKey = Signed.Key;
                webhook.MaxBodySize = Limit;
                webhook.BodyTimeout = timeout ?? webhook.BodyTimeout;
            },
            pipeline: pipeline ?? (controllers is null ? null : app =>
            {
                app.UseScreenMeetWebhooks();
                app.MapControllers();
            }),
            controllers: controllers);

    private static Task<Receiver> StartDecompressingAsync(Server server, long? maxBodySize = null) =>
        Receiver.StartAsync(
            server,
            options: webhook =>
            {
                webhook.SigningKey = Signed.Key;
                webhook.MaxBodySize = maxBodySize ?? webhook.MaxBodySize;
            },
            services: builder => builder.Services.AddRequestDecompression(),
            pipeline: app =>
            {
                app.UseRequestDecompression();
                app.UseScreenMeetWebhooks();
                EntryPoints.Map(app);
            });

    private static HttpRequestMessage Sized(string path, int size, bool chunked)
    {
        var json = "[\"" + new string('x', size - 4) + "\"]";
        var request = Signed.Delivery(path, json);
        if (chunked)
        {
            request.Headers.TransferEncodingChunked = true;
        }

        return request;
    }

    private static HttpRequestMessage Compressed(string path, byte[] body, string encoding)
    {
        using var compressed = new MemoryStream();
        using (Stream compressor = encoding switch
        {
            "gzip" => new GZipStream(compressed, CompressionLevel.Fastest),
            "br" => new BrotliStream(compressed, CompressionLevel.Fastest),
            _ => new ZLibStream(compressed, CompressionLevel.Fastest),
        })
        {
            compressor.Write(body);
        }

        var request = Signed.Delivery(path, body);
        request.Content = Signed.Post(path, compressed.ToArray()).Content;
        request.Content!.Headers.ContentEncoding.Add(encoding);
        return request;
    }

    public sealed class SizeController(ReceivedEvents receivedEvents) : Controller
    {
        [HttpPost("/unlimited"), ScreenMeetWebhook, DisableRequestSizeLimit]
        public void Unlimited(ScreenMeetEvent[] events) => receivedEvents.Add(events);

        [HttpPost("/small"), ScreenMeetWebhook, RequestSizeLimit(100)]
        public void Small(ScreenMeetEvent[] events) => receivedEvents.Add(events);
    }

    private sealed class EndlessWait : MemoryStream
    {
        // Of no known length.
        public override bool CanSeek => false;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return 0;
        }

        public override async Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken) =>
            await Task.Delay(Timeout.Infinite, cancellationToken);
    }

    private sealed class OddChunks(byte[] bytes) : MemoryStream(bytes)
    {
        private int _reads;

        public override async Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken)
        {
            var buffer = new byte[7001];
            for (int count; (count = Read(buffer, 0, _reads++ < 20 ? 1 : 7 * _reads)) > 0;)
            {
                await destination.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
                await destination.FlushAsync(cancellationToken);
            }
        }
    }
}
