using System.Collections;
using System.Diagnostics;
using System.IO.Compression;
using System.Net;
using System.Net.ServerSentEvents;
using System.Reflection;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.Time.Testing;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Diagnostics.Tests;

public sealed class LiveTests
{
    private static readonly TimeSpan s_pingInterval = TimeSpan.FromSeconds(15);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_listening_page_is_told_of_each_change(bool isKestrel)
    {
        await using var app = await DiagnosedApp.StartAsync(isKestrel: isKestrel);
        await using var stream = await LiveStream.OpenAsync(app.Client);

        await app.DeliverAsync();
        var accepted = await stream.ReadAsync();
        await Poll.UntilAsync(async () => (await app.ReadPageAsync()).Contains("200 OK", StringComparison.Ordinal), "the answer on the page");
        await app.DeliverAsync(key: "whsk_another_organization");
        var refused = await stream.ReadAsync();

        Assert.Equal("text/event-stream", stream.Response.Content.Headers.ContentType!.MediaType);
        Assert.Equal(("update", "update"), (accepted!.Value.EventType, refused!.Value.EventType));
        Assert.NotEqual(accepted.Value.Data, refused.Value.Data);
    }

    [Fact]
    public async Task A_page_that_is_loaded_now_shows_the_version_that_the_stream_begins_with()
    {
        await using var app = await DiagnosedApp.StartAsync();
        await app.DeliverAsync();
        var page = await app.ReadPageAsync();

        using var response = await app.Client.GetAsync($"{DiagnosedApp.Page}/live", HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));

        Assert.Equal("event: update", await reader.ReadLineAsync(TestContext.Current.CancellationToken));
        var version = (await reader.ReadLineAsync(TestContext.Current.CancellationToken))!["data: ".Length..];
        Assert.Contains($"data-version=\"{version}\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_ping_arrives_every_15_seconds_and_an_update_that_waits_is_not_lost_to_it()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var app = await DiagnosedApp.StartAsync(builder => builder.Services.AddSingleton<TimeProvider>(time).AddScreenMeetWebhooks(static webhook => webhook.SigningKey = Signed.Key));
        await using var stream = await LiveStream.OpenAsync(app.Client);

        time.Advance(s_pingInterval);
        Assert.Equal("ping", (await stream.ReadAsync())!.Value.EventType);
        time.Advance(s_pingInterval - TimeSpan.FromSeconds(1));
        await app.DeliverAsync();
        var update = (await stream.ReadAsync())!.Value;
        Assert.Equal("update", update.EventType);

        // The stream pauses after an update, and tells afterwards, in one item, what happened meanwhile.
        await app.DeliverAsync();
        await app.DeliverAsync();
        var updates = new List<string>();
        for (var item = update; item.EventType == "update"; item = await AdvanceUntilReadAsync(stream, time))
        {
            updates.Add(item.Data);
        }

        Assert.InRange(updates.Count, 2, 4);
        Assert.Contains($"data-version=\"{updates[^1]}\"", await app.ReadPageAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_open_page_does_not_delay_the_shutdown(bool isKestrel)
    {
        await using var app = await DiagnosedApp.StartAsync(isKestrel: isKestrel);
        await using var first = await LiveStream.OpenAsync(app.Client);
        await using var second = await LiveStream.OpenAsync(app.Client);
        var clock = Stopwatch.StartNew();

        await app.StopAsync();

        // A server waits 30 seconds for requests that do not end.
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(15), $"The shutdown took {clock.Elapsed}.");
        await first.ReadToEndAsync();
        await second.ReadToEndAsync();
        Assert.Empty(app.Errors);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_page_that_is_closed_leaves_nothing_behind(bool isKestrel)
    {
        var timers = new TimerCount();
        await using var app = await DiagnosedApp.StartAsync(
            builder => builder.Services.AddSingleton<TimeProvider>(timers).AddScreenMeetWebhooks(static webhook => webhook.SigningKey = Signed.Key), isKestrel: isKestrel);

        await using (await LiveStream.OpenAsync(app.Client))
        {
            Assert.Equal(1, timers.Active);
        }

        await Poll.UntilAsync(() => timers.Active == 0 && CountSubscribers(app) == 0, "the end of the subscription");
        Assert.Equal(HttpStatusCode.OK, await app.DeliverAsync());
        Assert.Empty(app.Errors);
    }

    [Fact]
    public async Task A_page_that_does_not_read_delays_no_delivery()
    {
        await using var app = await DiagnosedApp.StartAsync(isKestrel: true);
        using var connection = await RawConnection.OpenAsync(app.Address);
        await connection.SendAsync($"GET {DiagnosedApp.Page}/live HTTP/1.1\r\nHost: localhost\r\n\r\n");

        for (var i = 0; i < 2000; i++)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await app.DeliverAsync(key: "whsk_another_organization"));
        }

        Assert.Equal(HttpStatusCode.OK, await app.DeliverAsync());
    }

    [Fact]
    public async Task A_page_that_begins_to_listen_while_the_application_stops_ends_at_once()
    {
        await using var app = await DiagnosedApp.StartAsync();
        await using var before = await LiveStream.OpenAsync(app.Client);

        app.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        await before.ReadToEndAsync();
        await using var after = await LiveStream.OpenAsync(app.Client);

        Assert.Null(await after.ReadAsync());
        Assert.Equal(HttpStatusCode.OK, await app.DeliverAsync());
        Assert.Empty(app.Errors);
    }

    // The shutdown, pages that leave and deliveries meet at every moment.
    [Fact]
    public async Task Whatever_happens_at_once_every_page_ends_and_nothing_fails()
    {
        for (var i = 0; i < 40; i++)
        {
            var timers = new TimerCount();
            var random = new Random(i);
            await using var app = await DiagnosedApp.StartAsync(
                builder => builder.Services.AddSingleton<TimeProvider>(timers).AddScreenMeetWebhooks(static webhook => webhook.SigningKey = Signed.Key), isKestrel: i % 4 == 0);
            var pages = Enumerable.Range(0, 8).Select(_ => ListenAsync(app, random.Next(2) == 0 ? random.Next(20) : null)).ToArray();
            var deliveries = Enumerable.Range(0, 4).Select(_ => Task.Run(() => DeliverUntilStoppedAsync(app), TestContext.Current.CancellationToken)).ToArray();

            await Task.Delay(random.Next(20), TestContext.Current.CancellationToken);
            var clock = Stopwatch.StartNew();
            await app.StopAsync();

            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(15), $"The shutdown took {clock.Elapsed} in try {i}.");
            await Task.WhenAll(pages).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
            await Task.WhenAll(deliveries).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
            await Poll.UntilAsync(() => timers.Active == 0 && CountSubscribers(app) == 0, $"the end of all subscriptions in try {i}");
            Assert.Empty(app.Errors);
        }
    }

    // Compression and caches hold back what is written, unless they are told not to.
    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task Updates_arrive_at_once_behind_compression_and_an_output_cache(string encoding)
    {
        await using var app = await DiagnosedApp.StartAsync(
            static builder =>
            {
                builder.Services.AddScreenMeetWebhooks(static webhook => webhook.SigningKey = Signed.Key);
                builder.Services.AddOutputCache(static cache => cache.AddBasePolicy(static policy => policy.Cache().Expire(TimeSpan.FromHours(1))));
                builder.Services.AddResponseCaching();
                builder.Services.AddRequestTimeouts(static timeouts => timeouts.DefaultPolicy = new() { Timeout = TimeSpan.FromSeconds(1) });
                builder.Services.AddResponseCompression(static compression =>
                {
                    compression.EnableForHttps = true;
                    compression.MimeTypes = ResponseCompressionDefaults.MimeTypes.Append("text/event-stream");
                });
            },
            static app =>
            {
                app.UseResponseCompression();
                app.UseResponseCaching();
                app.UseOutputCache();
                app.UseRequestTimeouts();
                app.UseScreenMeetWebhooks();
                app.MapPost(DiagnosedApp.Webhook, static (ScreenMeetDelivery delivery) => delivery.Count);
                app.MapScreenMeetDiagnostics(DiagnosedApp.Page);
            },
            isKestrel: true);
        app.Client.DefaultRequestHeaders.Add("Accept-Encoding", encoding);
        await using var stream = await LiveStream.OpenAsync(app.Client);

        // Longer than the time-out of other requests.
        await Task.Delay(1500, TestContext.Current.CancellationToken);
        await app.DeliverAsync();
        Assert.Equal("update", (await stream.ReadAsync())!.Value.EventType);

        using var first = await app.Client.GetAsync(DiagnosedApp.Page, TestContext.Current.CancellationToken);
        await app.DeliverAsync("""[{"type":"second"}]""");
        using var second = await app.Client.GetAsync(DiagnosedApp.Page, TestContext.Current.CancellationToken);
        Assert.Equal([encoding], second.Content.Headers.ContentEncoding);
        Assert.DoesNotContain("second", await ReadAsync(first), StringComparison.Ordinal);
        Assert.Contains("second", await ReadAsync(second), StringComparison.Ordinal);
    }

    // A subscriber that is forgotten cannot be seen from outside.
    private static int CountSubscribers(DiagnosedApp app)
    {
        var type = typeof(ScreenMeetDiagnosticsServiceCollectionExtensions).Assembly.GetType("ScreenMeet.AspNetCore.Diagnostics.LiveUpdates", throwOnError: true)!;
        return ((ICollection)type.GetField("_subscribers", BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(app.Services.GetRequiredService(type))!).Count;
    }

    private static async Task<SseItem<string>> AdvanceUntilReadAsync(LiveStream stream, FakeTimeProvider time)
    {
        var reading = stream.ReadAsync();
        await Poll.UntilAsync(
            () =>
            {
                time.Advance(TimeSpan.FromMilliseconds(100));
                return reading.IsCompleted;
            },
            "the next item");
        return (await reading)!.Value;
    }

    private static async Task<string> ReadAsync(HttpResponseMessage response)
    {
        var content = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        await using Stream decoded = response.Content.Headers.ContentEncoding.Single() == "br"
            ? new BrotliStream(content, CompressionMode.Decompress)
            : new GZipStream(content, CompressionMode.Decompress);
        using var reader = new StreamReader(decoded);
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    // A connection that the server ends, or refuses, during the shutdown is no fault.
    private static async Task ListenAsync(DiagnosedApp app, int? leavesAfterMilliseconds)
    {
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        if (leavesAfterMilliseconds is { } milliseconds)
        {
            leaving.CancelAfter(milliseconds);
        }

        try
        {
            using var response = await app.Client.GetAsync($"{DiagnosedApp.Page}/live", HttpCompletionOption.ResponseHeadersRead, leaving.Token);
            await response.Content.CopyToAsync(Stream.Null, leaving.Token);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException or ObjectDisposedException)
        {
        }
    }

    private static async Task DeliverUntilStoppedAsync(DiagnosedApp app)
    {
        var lifetime = app.Services.GetRequiredService<IHostApplicationLifetime>();
        try
        {
            while (!lifetime.ApplicationStopped.IsCancellationRequested)
            {
                await app.DeliverAsync();
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException or ObjectDisposedException)
        {
        }
    }
}
