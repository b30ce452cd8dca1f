using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Tests.Telemetry;

public sealed class HealthTests
{
    private const string Path = "/hook";
    private const string Tenants = "/tenants/";

    private static readonly TimeSpan s_window = TimeSpan.FromMinutes(5);

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly ChosenKeys _keys = new();

    [Theory]
    [InlineData(Server.TestServer)]
    [InlineData(Server.Kestrel)]
    public async Task An_application_without_requests_is_healthy(Server server)
    {
        await using var receiver = await StartAsync(server: server);

        var entry = await CheckAsync(receiver);

        Assert.Equal((HealthStatus.Healthy, null), (entry.Status, entry.Description));
        Assert.Empty(entry.Tags);
        Assert.Equal((0L, 0L, false), (entry.Data["accepted"], entry.Data["refused"], entry.Data["previous_options"]));
        Assert.Equal("Healthy", await GetHealthAsync(receiver, HttpStatusCode.OK));
    }

    [Fact]
    public async Task The_data_has_counts_and_times()
    {
        await using var receiver = await StartAsync();
        await DeliverAsync(receiver);
        _time.Advance(TimeSpan.FromSeconds(20));
        await ForgeAsync(receiver);
        _time.Advance(TimeSpan.FromSeconds(20));
        using (var unsigned = await receiver.SendAsync(Signed.Delivery(Path).Without("x-signature")))
        {
            await ForgeAsync(receiver);
        }

        var data = (await CheckAsync(receiver)).Data;

        var start = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
        Assert.Equal(
            [
                ("accepted", 1L), ("accepted.last", start),
                ("key_missing", 0L), ("key_provider_failed", 0L), ("key_provider_slow", 0L), ("key_unusable", 0L),
                ("previous_options", false), ("refused", 3L),
                ("refused.signature_mismatch", 2L), ("refused.signature_mismatch.last", start.AddSeconds(40)),
                ("refused.signature_missing", 1L), ("refused.signature_missing.last", start.AddSeconds(40)),
            ],
            data.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => (pair.Key, pair.Value)));
    }

    [Fact]
    public async Task The_picture_of_a_reset_key_is_degraded_and_not_more()
    {
        await using var receiver = await StartAsync();
        await DeliverAsync(receiver);

        // Genuine deliveries may still come.
        _time.Advance(TimeSpan.FromMinutes(4));
        await ForgeAsync(receiver);
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(receiver)).Status);

        _time.Advance(TimeSpan.FromMinutes(1));
        var entry = await CheckAsync(receiver);
        Assert.Equal(HealthStatus.Degraded, entry.Status);
        Assert.StartsWith("The ScreenMeet webhook: No signature of the last 5 minutes matched, although deliveries were accepted before. If the signing key was reset", entry.Description, StringComparison.Ordinal);
        Assert.Equal("Degraded", await GetHealthAsync(receiver, HttpStatusCode.OK));

        // The new key is set, or the requests stop.
        await DeliverAsync(receiver);
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(receiver)).Status);
        _time.Advance(s_window);
        await ForgeAsync(receiver);
        Assert.Equal(HealthStatus.Degraded, (await CheckAsync(receiver)).Status);
        _time.Advance(s_window);
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(receiver)).Status);
    }

    [Fact]
    public async Task A_reset_key_is_noticed_after_a_weekend_without_deliveries()
    {
        await using var receiver = await StartAsync();
        await DeliverAsync(receiver);
        _time.Advance(TimeSpan.FromDays(3));

        await ForgeAsync(receiver);

        Assert.Equal(HealthStatus.Degraded, (await CheckAsync(receiver)).Status);
    }

    [Fact]
    public async Task Forged_requests_say_nothing_as_long_as_genuine_deliveries_arrive()
    {
        await using var receiver = await StartAsync();
        for (var minute = 0; minute < 30; minute++)
        {
            if (minute % 4 == 0)
            {
                await DeliverAsync(receiver);
            }

            for (var i = 0; i < 20; i++)
            {
                await ForgeAsync(receiver);
            }

            Assert.Equal(HealthStatus.Healthy, (await CheckAsync(receiver)).Status);
            _time.Advance(TimeSpan.FromMinutes(1));
        }
    }

    [Fact]
    public async Task Forged_requests_say_nothing_before_the_first_genuine_delivery()
    {
        await using var receiver = await StartAsync();

        await ForgeAsync(receiver);

        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(receiver)).Status);
    }

    // Whatever strangers send, alone or between genuine deliveries, a working application is never unhealthy.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Nothing_that_strangers_send_is_unhealthy(bool afterGenuineDelivery)
    {
        await using var receiver = await StartAsync(hasProvider: true);
        if (afterGenuineDelivery)
        {
            await DeliverAsync(receiver, Tenants + "blue");
            _time.Advance(s_window);
        }

        var requests = new Func<HttpRequestMessage>[]
        {
            () => Signed.Delivery(Path, key: BarePipeline.AnotherKey),
            () => Signed.Delivery(Path).Without("x-signature"),
            () => Encoded(Signed.Delivery(Path)),
            () => Signed.Delivery(Path, new byte[2_000_000], BarePipeline.AnotherKey),
            () => Signed.Delivery(Path, "", BarePipeline.AnotherKey),
            () => new HttpRequestMessage(HttpMethod.Put, Path),
            () => Signed.Delivery(Tenants + "nobody", key: BarePipeline.AnotherKey),
            () => Signed.Delivery(Tenants + "not-a-number", key: BarePipeline.AnotherKey),
            () => Signed.Delivery(Tenants + "blue?tenant=nobody", key: BarePipeline.AnotherKey),
        };
        foreach (var createRequest in requests)
        {
            for (var i = 0; i < 3; i++)
            {
                using var response = await receiver.SendAsync(createRequest());
                Assert.InRange((int)response.StatusCode, 400, 503);
            }

            Assert.NotEqual(HealthStatus.Unhealthy, (await CheckAsync(receiver)).Status);
            _time.Advance(s_window);
        }
    }

    [Theory]
    [InlineData(Server.TestServer)]
    [InlineData(Server.Kestrel)]
    public async Task A_client_that_disconnects_while_the_provider_runs_says_nothing(Server server)
    {
        _keys.Get = static async (_, cancellationToken) =>
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return default;
        };
        await using var receiver = await StartAsync(hasProvider: true, server: server);
        for (var i = 1; i <= 3; i++)
        {
            using var client = new CancellationTokenSource();
            using var request = Signed.Delivery(Path);
            var sending = receiver.Client.SendAsync(request, client.Token);
            await Poll.UntilAsync(() => _keys.Calls == i, "the provider to be asked");
            await client.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        }

        await Poll.UntilAsync(() => receiver.Refusals.Reasons.Count == 3, "the refusals");

        var entry = await CheckAsync(receiver);
        Assert.Equal((HealthStatus.Healthy, 0L), (entry.Status, entry.Data["key_provider_failed"]));
    }

    [Theory]
    [InlineData("throws", "The key provider failed for every request of the last 5 minutes. The log has the exception.")]
    [InlineData("placeholder", "The key for every request of the last 5 minutes cannot be used. The log says why.")]
    public async Task A_provider_without_a_usable_key_is_unhealthy_until_it_has_one(string failure, string description)
    {
        await using var receiver = await StartAsync(hasProvider: true);
        _keys.Fail(failure);

        await receiver.AssertAnswerAsync(Path, Signed.Key, HttpStatusCode.ServiceUnavailable);

        var entry = await CheckAsync(receiver);
        Assert.Equal((HealthStatus.Unhealthy, $"The ScreenMeet webhook: {description}"), (entry.Status, entry.Description));
        Assert.Equal("Unhealthy", await GetHealthAsync(receiver, HttpStatusCode.ServiceUnavailable));

        _keys.Fail(null);
        await DeliverAsync(receiver);
        Assert.Equal(HealthStatus.Degraded, (await CheckAsync(receiver)).Status);
        _time.Advance(s_window);
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(receiver)).Status);
    }

    // It may be a tenant that a stranger made up, until a delivery to the same URL was accepted.
    [Theory]
    [InlineData(false, HealthStatus.Degraded)]
    [InlineData(true, HealthStatus.Unhealthy)]
    public async Task A_provider_that_returns_no_key_is_unhealthy_only_where_it_had_one(bool hadKey, HealthStatus expected)
    {
        await using var receiver = await StartAsync(hasProvider: true);
        if (hadKey)
        {
            await DeliverAsync(receiver);
            _time.Advance(s_window);
        }

        _keys.Fail("none");
        await receiver.AssertAnswerAsync(Path, Signed.Key, HttpStatusCode.ServiceUnavailable);

        Assert.Equal(expected, (await CheckAsync(receiver)).Status);
    }

    [Fact]
    public async Task A_provider_that_fails_for_one_tenant_is_degraded_as_long_as_another_gets_its_key()
    {
        await using var receiver = await StartAsync(hasProvider: true);
        await DeliverAsync(receiver, Tenants + "blue");
        await DeliverAsync(receiver, Tenants + "red");
        _time.Advance(s_window);
        _keys.FailingTenant = "red";

        await receiver.AssertAnswerAsync(Tenants + "red", Signed.Key, HttpStatusCode.ServiceUnavailable);
        await DeliverAsync(receiver, Tenants + "blue");

        var entry = await CheckAsync(receiver);
        Assert.Equal((HealthStatus.Degraded, "The ScreenMeet webhook: The key provider failed for some requests of the last 5 minutes. The log has the exception."), (entry.Status, entry.Description));

        // The other tenant is silent.
        _time.Advance(s_window);
        await receiver.AssertAnswerAsync(Tenants + "red", Signed.Key, HttpStatusCode.ServiceUnavailable);
        Assert.Equal(HealthStatus.Unhealthy, (await CheckAsync(receiver)).Status);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_slow_provider_is_degraded_and_not_more(bool clientDisconnects)
    {
        await using var receiver = await StartAsync(hasProvider: true);
        using var client = new CancellationTokenSource();
        _keys.Get = async (_, cancellationToken) =>
        {
            _time.Advance(TimeSpan.FromSeconds(5));
            if (clientDisconnects)
            {
                await client.CancelAsync();
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }

            return new(Signed.Key);
        };

        using var request = Signed.Delivery(Path);
        var sending = receiver.Client.SendAsync(request, client.Token);
        await Record.ExceptionAsync(() => sending);
        await Poll.UntilAsync(async () => (await CheckAsync(receiver)).Data["key_provider_slow"] is 1L, "the slow provider");

        var entry = await CheckAsync(receiver);
        Assert.Equal((HealthStatus.Degraded, "The ScreenMeet webhook: The key provider took 5 seconds or longer for some requests of the last 5 minutes."), (entry.Status, entry.Description));
        Assert.Single(receiver.LogsOfOurs, log => log.Id.Name == "KeyProviderSlow");
    }

    [Fact]
    public async Task A_refused_reload_is_degraded_until_the_options_are_valid_again()
    {
        await using var receiver = await StartAsync();
        var configuration = receiver.Services.GetRequiredService<IConfiguration>();

        Reload("your-signing-key");

        var entry = await CheckAsync(receiver);
        Assert.Equal((HealthStatus.Degraded, true), (entry.Status, entry.Data["previous_options"]));
        Assert.Equal("The ScreenMeet webhook: Its changed options are not valid, so the previous options stay in use. The log says why.", entry.Description);
        await DeliverAsync(receiver);

        Reload(Signed.Key);
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(receiver)).Status);

        void Reload(string key)
        {
            configuration["ScreenMeet:SigningKey"] = key;
            ((IConfigurationRoot)configuration).Reload();
        }
    }

    [Fact]
    public async Task Genuine_deliveries_that_cannot_be_read_are_degraded_and_not_more()
    {
        await using var receiver = await StartAsync();

        using var response = await receiver.SendAsync(Signed.Delivery(Path, "{}"));

        var entry = await CheckAsync(receiver);
        Assert.Equal((HealthStatus.Degraded, 1L), (entry.Status, entry.Data["refused.body_unreadable"]));
        Assert.Contains("ScreenMeet may have changed its format.", entry.Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_status_for_failures_can_be_chosen()
    {
        await using var receiver = await StartAsync(hasProvider: true, failureStatus: HealthStatus.Degraded);
        _keys.Fail("throws");

        await receiver.AssertAnswerAsync(Path, Signed.Key, HttpStatusCode.ServiceUnavailable);

        Assert.Equal(HealthStatus.Degraded, (await CheckAsync(receiver)).Status);
    }

    [Fact]
    public async Task One_check_reports_on_all_webhooks_under_its_usual_name_with_the_tags_that_were_given()
    {
        await using var receiver = await Receiver.StartAsync(
            services: builder =>
            {
                builder.Services.AddScreenMeetWebhooks("emea", webhook => webhook.SigningKey = Signed.Key);
                builder.Services.AddScreenMeetWebhooks("apac", webhook => webhook.SigningKey = Signed.PreviousKey);
                builder.Services.AddHealthChecks().AddScreenMeetWebhooks(tags: ["ready"]);
            },
            pipeline: app =>
            {
                app.UseScreenMeetWebhooks();
                app.MapPost("/emea", (ScreenMeetDelivery _) => { }).RequireScreenMeetSignature("emea");
                app.MapPost("/apac", (ScreenMeetDelivery _) => { }).RequireScreenMeetSignature("apac");
            });

        await receiver.AssertAnswerAsync("/emea", Signed.Key, HttpStatusCode.OK);
        using var unreadable = await receiver.SendAsync(Signed.Delivery("/apac", "{}", Signed.PreviousKey));

        var report = await receiver.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken);
        var (name, entry) = Assert.Single(report.Entries);
        Assert.Equal("screenmeet-webhooks", name);
        Assert.Equal(["ready"], entry.Tags);
        Assert.Equal((1L, 0L, 1L), (entry.Data["emea.accepted"], entry.Data["apac.accepted"], entry.Data["apac.refused.body_unreadable"]));
        Assert.StartsWith("The ScreenMeet webhook 'apac': ", entry.Description, StringComparison.Ordinal);
    }

    // Asking for a tenant's options outside a request could create them.
    [Fact]
    public async Task The_options_of_tenants_are_not_asked_for()
    {
        var cache = new CountingCache();
        await using var receiver = await Receiver.StartAsync(
            options: webhook => webhook.SigningKey = Signed.Key,
            services: builder =>
            {
                builder.Services.AddSingleton<IOptionsMonitorCache<ScreenMeetWebhookOptions>>(cache);
                builder.Services.AddHealthChecks().AddScreenMeetWebhooks("webhooks");
            });
        var before = cache.Asked;

        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(receiver)).Status);

        Assert.Equal(before, cache.Asked);
    }

    [Fact]
    public async Task A_health_check_without_a_webhook_says_what_to_do()
    {
        await using var services = new ServiceCollection().AddLogging().AddHealthChecks().AddScreenMeetWebhooks().Services.BuildServiceProvider();

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(
            () => services.GetRequiredService<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken));

        Assert.StartsWith("SM0030: ", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_checks_share_what_was_observed_and_each_request_counts_once()
    {
        await using var receiver = await Receiver.StartAsync(
            options: webhook => webhook.SigningKey = Signed.Key,
            services: builder => builder.Services.AddHealthChecks().AddScreenMeetWebhooks("webhooks").AddScreenMeetWebhooks("again"));

        await receiver.AssertAnswerAsync(EntryPoints.MinimalApi, Signed.Key, HttpStatusCode.OK);

        var report = await receiver.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken);
        Assert.All(report.Entries.Values, entry => Assert.Equal(1L, entry.Data["accepted"]));
        Assert.Equal(2, report.Entries.Count);
    }

    [Fact]
    public async Task No_request_is_lost_however_requests_and_checks_meet()
    {
        const int senders = 4;
        const int requests = 20;
        for (var round = 0; round < 50; round++)
        {
            await using var pipeline = new BarePipeline(new RecordingLog(), _time, services => services.AddHealthChecks().AddScreenMeetWebhooks("webhooks"));
            var checks = pipeline.Services.GetRequiredService<HealthCheckService>();
            var sending = Task.WhenAll(Enumerable.Range(0, senders).Select(sender => Task.Run(async () =>
            {
                for (var i = 0; i < requests; i++)
                {
                    await (sender % 2 == 0 ? pipeline.SendForgedAsync() : pipeline.SendGenuineAsync());
                }
            })));
            HealthReport report;
            do
            {
                var isOver = sending.IsCompleted;
                report = await checks.CheckHealthAsync(TestContext.Current.CancellationToken);
                Assert.Equal(HealthStatus.Healthy, report.Status);
                if (isOver)
                {
                    break;
                }
            }
            while (true);

            await sending;
            var data = report.Entries["webhooks"].Data;
            Assert.Equal((senders * requests / 2L, senders * requests / 2L), (data["accepted"], data["refused.signature_mismatch"]));
        }
    }

    private Task<Receiver> StartAsync(bool hasProvider = false, Server server = Server.TestServer, HealthStatus? failureStatus = null) => Receiver.StartAsync(
        server,
        services: builder =>
        {
            builder.Services.AddSingleton<TimeProvider>(_time).AddSingleton(_keys);
            builder.Configuration["ScreenMeet:SigningKey"] = Signed.Key;
            var webhook = builder.Services.AddScreenMeetWebhooks(builder.Configuration.GetSection("ScreenMeet"));
            if (hasProvider)
            {
                webhook.AddSigningKeyProvider<ChosenKeys>();
            }

            builder.Services.AddHealthChecks().AddScreenMeetWebhooks("webhooks", failureStatus);
        },
        pipeline: app =>
        {
            app.UseScreenMeetWebhooks();
            app.MapPost(Path, (ScreenMeetDelivery _) => { });
            app.MapPost(Tenants + "{tenant}", (ScreenMeetDelivery _) => { });
            app.MapHealthChecks("/health");
        });

    private static Task DeliverAsync(Receiver receiver, string path = Path) => receiver.AssertAnswerAsync(path, Signed.Key, HttpStatusCode.OK);

    private static Task ForgeAsync(Receiver receiver) => receiver.AssertAnswerAsync(Path, BarePipeline.AnotherKey, HttpStatusCode.Unauthorized);

    private static async Task<HealthReportEntry> CheckAsync(Receiver receiver) =>
        (await receiver.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken)).Entries["webhooks"];

    private static async Task<string> GetHealthAsync(Receiver receiver, HttpStatusCode expected)
    {
        using var response = await receiver.Client.GetAsync("/health", TestContext.Current.CancellationToken);
        Assert.Equal(expected, response.StatusCode);
        return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    private static HttpRequestMessage Encoded(HttpRequestMessage request)
    {
        request.Content!.Headers.ContentEncoding.Add("gzip");
        return request;
    }

    private sealed class CountingCache : IOptionsMonitorCache<ScreenMeetWebhookOptions>
    {
        private readonly OptionsCache<ScreenMeetWebhookOptions> _cache = new();
        private int _asked;

        public int Asked => Volatile.Read(ref _asked);

        public void Clear() => _cache.Clear();

        public ScreenMeetWebhookOptions GetOrAdd(string? name, Func<ScreenMeetWebhookOptions> createOptions)
        {
            Interlocked.Increment(ref _asked);
            return _cache.GetOrAdd(name, createOptions);
        }

        public bool TryAdd(string? name, ScreenMeetWebhookOptions options) => _cache.TryAdd(name, options);

        public bool TryRemove(string? name) => _cache.TryRemove(name);
    }
}
