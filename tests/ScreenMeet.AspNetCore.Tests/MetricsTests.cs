using System.Diagnostics.Metrics;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Time.Testing;
using ScreenMeet.TestHarness;
using ScreenMeet.Webhooks;

namespace ScreenMeet.AspNetCore.Tests;

public sealed class MetricsTests
{
    private const string Ours = "ScreenMeet.AspNetCore";
    private const string Name = "screenmeet.webhook.name";
    private const string Result = "screenmeet.webhook.result";
    private const string Key = "screenmeet.webhook.key";
    private const string EventType = "screenmeet.event.type";
    private const string ErrorType = "error.type";

    private static readonly double[] s_durations = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

    public static TheoryData<string> AllEntryPoints => [.. EntryPoints.All];

    [Fact]
    public async Task Every_request_to_a_webhook_is_counted_with_its_result()
    {
        await using var receiver = await Receiver.StartAsync(options: static webhook => (webhook.SigningKey, webhook.PreviousSigningKey) = (Signed.Key, Signed.PreviousKey));
        using var collector = Collect<long>(receiver, "screenmeet.webhook.deliveries");

        using var accepted = await receiver.SendAsync(Signed.Delivery(EntryPoints.ApiController));
        using var previous = await receiver.SendAsync(Signed.Delivery(EntryPoints.ApiController, key: Signed.PreviousKey));
        using var forged = await receiver.SendAsync(Signed.Delivery(EntryPoints.MinimalApi, key: "whsk_another_organization"));
        using var unsigned = await receiver.SendAsync(Signed.Post(EntryPoints.PlainController, Encoding.UTF8.GetBytes(Signed.Json)));
        using var unreadable = await receiver.SendAsync(Signed.Delivery(EntryPoints.MvcDelivery, "{}"));

        Assert.Equal("{delivery}", collector.Instrument!.Unit);
        Assert.Equal(
            [("accepted", "current"), ("accepted", "previous"), ("signature_mismatch", null), ("signature_missing", null), ("body_unreadable", null)],
            collector.GetMeasurementSnapshot().Select(static measurement => ((string)measurement.Tags[Result]!, (string?)measurement.Tags.GetValueOrDefault(Key))));
        Assert.All(collector.GetMeasurementSnapshot(), static measurement => Assert.Equal((1, ""), (measurement.Value, measurement.Tags[Name])));
    }

    // Prometheus sees an increase only between two values, so that the first refusal of its kind could not raise an alert.
    [Fact]
    public async Task Every_result_of_every_webhook_is_counted_from_zero_at_the_start()
    {
        var counted = new List<(Instrument Instrument, long Value, string Tags)>();
        using var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Name == "screenmeet.webhook.deliveries")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            lock (counted)
            {
                counted.Add((instrument, value, string.Join(' ', tags.ToArray().Select(static tag => tag.Value))));
            }
        });
        listener.Start();
        await using var receiver = await Receiver.StartAsync(services: static builder =>
        {
            builder.Services.AddScreenMeetWebhooks(static webhook => webhook.SigningKey = Signed.Key).AddHandler<EntryPointHandler>();
            builder.Services.AddScreenMeetWebhooks("emea", static webhook => webhook.SigningKey = Signed.Key);
        });
        var factory = receiver.Services.GetRequiredService<IMeterFactory>();
        var reasons = RefusalReasons();

        (long Value, string Tags)[] atStart;
        lock (counted)
        {
            atStart = [.. counted.Where(one => ReferenceEquals(one.Instrument.Meter.Scope, factory)).Select(static one => (one.Value, one.Tags))];
        }

        string[] expected = [.. new[] { "", "emea" }.SelectMany(name => reasons.Concat(["accepted current", "accepted previous"]), static (name, result) => $"{name} {result}")];
        Assert.Equal(expected.Order(), atStart.Select(static one => one.Tags).Order());
        Assert.All(atStart, static one => Assert.Equal(0, one.Value));
    }

    [Fact]
    public async Task Events_are_counted_by_their_documented_types_and_all_others_as_one()
    {
        await using var receiver = await Receiver.StartAsync();
        using var collector = Collect<long>(receiver, "screenmeet.webhook.events");
        var documented = typeof(ScreenMeetEventTypes).GetFields().Select(static field => (string)field.GetRawConstantValue()!).ToArray();
        string[] others = ["""{"type":"typed by a user"}""", """{"type":"Room-Entered"}""", """{"id":"HUiUti"}""", """{"type":{}}""", "7"];

        using var response = await receiver.SendAsync(Signed.Delivery(
            EntryPoints.MinimalApi, $"[{string.Join(',', documented.Select(static type => $$"""{"type":"{{type}}"}""").Concat(others))}]"));
        using var empty = await receiver.SendAsync(Signed.Delivery(EntryPoints.MinimalApi, "[]"));
        using var forged = await receiver.SendAsync(Signed.Delivery(EntryPoints.MinimalApi, key: Signed.PreviousKey));

        Assert.Equal("{event}", collector.Instrument!.Unit);
        Assert.NotEmpty(documented);
        Assert.Equal(
            [.. documented, .. others.Select(static _ => "_OTHER")],
            collector.GetMeasurementSnapshot().SelectMany(static measurement => Enumerable.Repeat((string)measurement.Tags[EventType]!, (int)measurement.Value)));
        Assert.All(collector.GetMeasurementSnapshot(), static measurement => Assert.Equal("", measurement.Tags[Name]));
    }

    [Fact]
    public async Task The_size_of_each_accepted_body_is_recorded_in_bytes()
    {
        await using var receiver = await Receiver.StartAsync();
        using var collector = Collect<long>(receiver, "screenmeet.webhook.body.size");

        using var accepted = await receiver.SendAsync(Signed.Delivery(EntryPoints.MinimalApi));
        using var forged = await receiver.SendAsync(Signed.Delivery(EntryPoints.MinimalApi, key: Signed.PreviousKey));

        AssertHistogram(collector, "By", [1024L, 2048, 4096, 8192, 16384, 32768, 65536, 131072, 262144, 524288, 1048576]);
        var measurement = Assert.Single(collector.GetMeasurementSnapshot());
        Assert.Equal(Encoding.UTF8.GetByteCount(Signed.Json), measurement.Value);
        Assert.Equal([Name], measurement.Tags.Keys);
    }

    [Fact]
    public async Task The_age_of_each_event_is_recorded_and_is_never_negative()
    {
        var clock = new FakeTimeProvider(new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
        await using var receiver = await Receiver.StartAsync(
            options: static webhook => webhook.SigningKey = Signed.Key, services: builder => builder.Services.AddSingleton<TimeProvider>(clock));
        using var collector = Collect<double>(receiver, "screenmeet.webhook.event.age");

        using var response = await receiver.SendAsync(Signed.Delivery(
            EntryPoints.MinimalApi,
            """[{"ts":"2026-03-01T11:59:30.500Z"},{"ts":"2026-03-01T12:00:00.001Z"},{"ts":"9999-12-31T23:59:59Z"},{"ts":"2026-02-28T12:00:00Z"},{"ts":"today"},{}]"""));

        AssertHistogram(collector, "s", [1.0, 5, 15, 60, 300, 900, 3600, 21600, 86400]);
        Assert.Equal([29.5, 0, 0, 86400], collector.GetMeasurementSnapshot().Select(static measurement => measurement.Value));
        Assert.All(collector.GetMeasurementSnapshot(), static measurement => Assert.Equal([Name], measurement.Tags.Keys));
    }

    [Theory]
    [MemberData(nameof(AllEntryPoints))]
    public async Task How_long_a_delivery_is_handled_is_recorded_once_in_seconds(string path)
    {
        await using var receiver = await Receiver.StartAsync();
        using var collector = Collect<double>(receiver, "screenmeet.webhook.handler.duration");

        using var accepted = await receiver.SendAsync(Signed.Delivery(path));
        using var forged = await receiver.SendAsync(Signed.Delivery(path, key: Signed.PreviousKey));

        AssertHistogram(collector, "s", s_durations);
        var measurement = Assert.Single(collector.GetMeasurementSnapshot());
        Assert.InRange(measurement.Value, 0, 60);
        Assert.Equal([Name], measurement.Tags.Keys);
    }

    [Theory]
    [InlineData("/exception", "System.NotSupportedException")]
    [InlineData("/503", "503")]
    [InlineData("/404", null)]
    public async Task A_failure_to_handle_a_delivery_has_the_type_of_its_cause(string path, string? errorType)
    {
        var clock = new FakeTimeProvider();
        await using var receiver = await Receiver.StartAsync(
            options: static webhook => webhook.SigningKey = Signed.Key,
            services: builder => builder.Services.AddSingleton<TimeProvider>(clock),
            pipeline: app =>
            {
                app.UseExceptionHandler(static failed => failed.Run(static _ => Task.CompletedTask));
                app.UseRouting();
                app.UseScreenMeetWebhooks();
                app.MapPost(path, (ScreenMeetDelivery _) =>
                {
                    clock.Advance(TimeSpan.FromSeconds(3));
                    return path == "/exception" ? throw new NotSupportedException() : Results.StatusCode(path == "/503" ? 503 : 404);
                });
            });
        using var collector = Collect<double>(receiver, "screenmeet.webhook.handler.duration");

        using var response = await receiver.SendAsync(Signed.Delivery(path));

        var measurement = Assert.Single(collector.GetMeasurementSnapshot());
        Assert.Equal((3, errorType), (measurement.Value, (string?)measurement.Tags.GetValueOrDefault(ErrorType)));
    }

    [Fact]
    public async Task How_long_the_key_provider_takes_is_recorded_with_the_type_of_what_it_throws()
    {
        var clock = new FakeTimeProvider();
        var fails = false;
        await using var receiver = await StartWithProviderAsync(
            (_, _) =>
            {
                clock.Advance(TimeSpan.FromSeconds(2));
                return fails ? throw new TimeoutException("The vault does not answer.") : new(new ScreenMeetSigningKeys(Signed.Key));
            },
            clock);
        using var collector = Collect<double>(receiver, "screenmeet.webhook.key_provider.duration");

        await receiver.AssertAnswerAsync(EntryPoints.MinimalApi, Signed.Key, HttpStatusCode.OK);
        fails = true;
        await receiver.AssertAnswerAsync(EntryPoints.MinimalApi, Signed.Key, HttpStatusCode.ServiceUnavailable);

        AssertHistogram(collector, "s", s_durations);
        Assert.Equal(
            [(2, "", null), (2, "", "System.TimeoutException")],
            collector.GetMeasurementSnapshot().Select(static measurement => (measurement.Value, (string?)measurement.Tags[Name], (string?)measurement.Tags.GetValueOrDefault(ErrorType))));
    }

    // Anybody can disconnect. A provider that hangs is visible by its duration.
    [Fact]
    public async Task A_client_that_disconnects_is_not_a_failure_of_the_key_provider()
    {
        var asked = new TaskCompletionSource();
        await using var receiver = await StartWithProviderAsync(async (_, cancellationToken) =>
        {
            asked.TrySetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return ScreenMeetSigningKeys.None;
        });
        using var collector = Collect<double>(receiver, "screenmeet.webhook.key_provider.duration");
        using var client = new CancellationTokenSource();

        var sending = receiver.Client.SendAsync(Signed.Delivery(EntryPoints.MinimalApi), client.Token);
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        await client.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        await Poll.UntilAsync(() => collector.GetMeasurementSnapshot().Count > 0, "the end of the call");

        Assert.Equal([Name], Assert.Single(collector.GetMeasurementSnapshot()).Tags.Keys);
    }

    [Fact]
    public async Task Without_a_key_provider_its_duration_is_not_recorded()
    {
        await using var receiver = await Receiver.StartAsync();
        using var collector = Collect<double>(receiver, "screenmeet.webhook.key_provider.duration");

        await receiver.AssertAnswerAsync(EntryPoints.MinimalApi, Signed.Key, HttpStatusCode.OK);

        Assert.Empty(collector.GetMeasurementSnapshot());
    }

    [Fact]
    public async Task The_buffers_show_what_is_still_arriving_and_the_limit_in_force()
    {
        await using var receiver = await Receiver.StartAsync(Server.Kestrel, services: static builder =>
        {
            builder.Configuration["ScreenMeet:SigningKey"] = Signed.Key;
            builder.Services.AddScreenMeetWebhooks(builder.Configuration.GetSection("ScreenMeet")).AddHandler<EntryPointHandler>();
            builder.Services.AddScreenMeetWebhooks("emea", static webhook => (webhook.SigningKey, webhook.MaxBodySize, webhook.MaxBufferedBytes) = (Signed.Key, 1000, 5000));
        });
        using var usage = Collect<long>(receiver, "screenmeet.webhook.buffer.usage");
        using var limit = Collect<long>(receiver, "screenmeet.webhook.buffer.limit");

        Assert.Equal([("", 0L), ("emea", 0L)], Read(usage));
        Assert.Equal([("", 64L * 1024 * 1024), ("emea", 5000L)], Read(limit));
        Assert.Equal(("By", "By"), (usage.Instrument!.Unit, limit.Instrument!.Unit));
        Assert.All([usage, limit], static collector => Assert.IsType<ObservableUpDownCounter<long>>(collector.Instrument));

        using (var connection = await RawConnection.OpenAsync(receiver.Address))
        {
            await connection.SendAsync($"POST {EntryPoints.MinimalApi} HTTP/1.1\r\nHost: localhost\r\nx-signature: {new string('0', 64)}\r\nx-signature-algo: sha256\r\nContent-Length: 1000\r\n\r\n[ 1, 2, 3");
            await Poll.UntilAsync(() => Read(usage).SequenceEqual([("", 9L), ("emea", 0L)]), "the bytes that have arrived");
        }

        await Poll.UntilAsync(() => Read(usage).SequenceEqual([("", 0L), ("emea", 0L)]), "the end of the body that does not arrive");
        receiver.Services.GetRequiredService<IConfiguration>()["ScreenMeet:MaxBufferedBytes"] = "3000000";
        ((IConfigurationRoot)receiver.Services.GetRequiredService<IConfiguration>()).Reload();
        Assert.Equal([("", 3_000_000L), ("emea", 5000L)], Read(limit));

        static (string, long)[] Read(MetricCollector<long> collector)
        {
            collector.Clear();
            collector.RecordObservableInstruments();
            return [.. collector.GetMeasurementSnapshot().Select(static measurement => ((string)measurement.Tags[Name]!, measurement.Value))];
        }
    }

    [Theory]
    [InlineData(Signed.Key, "accepted")]
    [InlineData("whsk_another_organization", "signature_mismatch")]
    public async Task ASP_NET_Cores_own_duration_of_the_request_has_the_result(string key, string result)
    {
        await using var receiver = await Receiver.StartAsync();
        using var collector = new MetricCollector<double>(receiver.Services.GetRequiredService<IMeterFactory>(), "Microsoft.AspNetCore.Hosting", "http.server.request.duration");

        foreach (var path in EntryPoints.All)
        {
            using var response = await receiver.SendAsync(Signed.Delivery(path, key: key));
        }

        // The duration is recorded after the response has been sent.
        await Poll.UntilAsync(() => collector.GetMeasurementSnapshot().Count == EntryPoints.All.Length, "the ends of the requests");
        Assert.All(collector.GetMeasurementSnapshot(), measurement => Assert.Equal(result, measurement.Tags[Result]));
    }

    [Fact]
    public async Task A_request_that_is_verified_twice_has_its_last_result()
    {
        await using var receiver = await Receiver.StartAsync(
            services: static builder =>
            {
                builder.Services.AddScreenMeetWebhooks(static webhook => webhook.SigningKey = Signed.Key);
                builder.Services.AddScreenMeetWebhooks("emea", static webhook => webhook.SigningKey = Signed.PreviousKey);
            },
            pipeline: static app =>
            {
                app.UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandlingPath = "/again" });
                app.UseRouting();
                app.UseScreenMeetWebhooks();
                app.MapPost("/failing", static (ScreenMeetDelivery delivery) => delivery.Count > 0 ? throw new NotSupportedException() : Results.Ok());
                app.MapPost("/again", static (ScreenMeetDelivery _) => Results.Ok()).RequireScreenMeetSignature("emea");
            });
        using var collector = new MetricCollector<double>(receiver.Services.GetRequiredService<IMeterFactory>(), "Microsoft.AspNetCore.Hosting", "http.server.request.duration");

        using var response = await receiver.SendAsync(Signed.Delivery("/failing"));

        await Poll.UntilAsync(() => collector.GetMeasurementSnapshot().Count > 0, "the end of the request");
        Assert.Equal("signature_mismatch", Assert.Single(collector.GetMeasurementSnapshot()).Tags[Result]);
    }

    [Fact]
    public async Task A_request_to_another_endpoint_has_no_result()
    {
        await using var receiver = await Receiver.StartAsync(pipeline: static app =>
        {
            app.UseScreenMeetWebhooks();
            app.MapPost("/other", static () => Results.Ok());
        });
        using var collector = new MetricCollector<double>(receiver.Services.GetRequiredService<IMeterFactory>(), "Microsoft.AspNetCore.Hosting", "http.server.request.duration");

        using var response = await receiver.SendAsync(Signed.Delivery("/other"));

        await Poll.UntilAsync(() => collector.GetMeasurementSnapshot().Count > 0, "the end of the request");
        Assert.DoesNotContain(Result, Assert.Single(collector.GetMeasurementSnapshot()).Tags.Keys);
    }

    private static MetricCollector<T> Collect<T>(Receiver receiver, string instrument)
        where T : struct => new(receiver.Services.GetRequiredService<IMeterFactory>(), Ours, instrument);

    private static void AssertHistogram<T>(MetricCollector<T> collector, string unit, T[] boundaries)
        where T : struct
    {
        var histogram = Assert.IsType<Histogram<T>>(collector.Instrument);
        Assert.Equal(unit, histogram.Unit);
        Assert.Equal(boundaries, histogram.Advice!.HistogramBucketBoundaries);
    }

    private static string[] RefusalReasons() =>
        [.. Regex.Matches(Repository.Read("src/ScreenMeet.AspNetCore/README.md"), @"^\| `([a-z_]+)` \| \d+ \|", RegexOptions.Multiline).Select(static match => match.Groups[1].Value)];

    private static Task<Receiver> StartWithProviderAsync(Func<HttpContext, CancellationToken, ValueTask<ScreenMeetSigningKeys>> getKeys, TimeProvider? clock = null) => Receiver.StartAsync(
        services: builder =>
        {
            builder.Services.AddSingleton(clock ?? TimeProvider.System).AddSingleton(getKeys);
            builder.Services.AddScreenMeetWebhooks().AddHandler<EntryPointHandler>().AddSigningKeyProvider<Provider>();
        });

    private sealed class Provider(Func<HttpContext, CancellationToken, ValueTask<ScreenMeetSigningKeys>> getKeys) : IScreenMeetSigningKeyProvider
    {
        public ValueTask<ScreenMeetSigningKeys> GetSigningKeysAsync(HttpContext context, string webhookName, CancellationToken cancellationToken) => getKeys(context, cancellationToken);
    }
}
