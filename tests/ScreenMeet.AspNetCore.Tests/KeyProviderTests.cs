using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Tests;

public sealed class KeyProviderTests
{
    private const string BlueKey = "whsk_blue_5cf00d11ab";
    private const string RedKey = "whsk_red_88aa1207fe";

    public static TheoryData<Server> Servers => AcceptanceTests.Servers;

    [Theory]
    [InlineData(Server.TestServer)]
    [InlineData(Server.Kestrel)]
    [InlineData(Server.KestrelHttp2)]
    public async Task The_key_can_depend_on_the_route(Server server)
    {
        await using var receiver = await StartAsync(server, async (context, _, cancellationToken) =>
        {
            await Task.Delay(1, cancellationToken);
            return context.GetRouteValue("tenant") switch
            {
                "blue" => new(BlueKey),
                "red" => new($" {RedKey}\n", BlueKey),
                _ => default,
            };
        });

        await receiver.AssertAnswerAsync("/blue", BlueKey, HttpStatusCode.OK);
        await receiver.AssertAnswerAsync("/blue", RedKey, HttpStatusCode.Unauthorized);
        await receiver.AssertAnswerAsync("/red", RedKey, HttpStatusCode.OK);
        await receiver.AssertAnswerAsync("/red", BlueKey, HttpStatusCode.OK);
        await receiver.AssertAnswerAsync("/green", BlueKey, HttpStatusCode.ServiceUnavailable);
        Assert.Equal(3, receiver.ReceivedEvents.Batches.Count);
        receiver.AssertNoErrors();
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Without_a_key_the_answer_is_503_and_no_user_code_runs(Server server)
    {
        await using var receiver = await StartAsync(server, (_, _, _) => new(default(ScreenMeetSigningKeys)));
        using var response = await receiver.SendAsync(Signed.Delivery(EntryPoints.ApiController, key: ""));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        await RefusalTests.AssertRefusedAsync(receiver, response, "keys_unavailable");
    }

    // Whoever knows such a text could sign. .NET takes both a blank key and one of NUL as the empty key.
    [Theory]
    [InlineData("", "")]
    [InlineData(" \t", "")]
    [InlineData("\0", "")]
    [InlineData("\0", "\0")]
    [InlineData("whsk_9d40\u200Bf7c36be1825a", "whsk_9d40\u200Bf7c36be1825a")]
    [InlineData("your-signing-key", "your-signing-key")]
    [InlineData("@Microsoft.KeyVault(SecretUri=https://vault.example/secrets/key)", "@Microsoft.KeyVault(SecretUri=https://vault.example/secrets/key)")]
    [InlineData("$SCREENMEET_SIGNING_KEY", "$SCREENMEET_SIGNING_KEY")]
    [InlineData("\"whsk_9d40f7c36be1825a\"", "\"whsk_9d40f7c36be1825a\"")]
    [InlineData(Signed.SampleKey, Signed.SampleKey)]
    public async Task A_text_that_is_not_a_key_counts_as_none_and_is_logged_once(string provided, string signedWith)
    {
        foreach (var isPrevious in new[] { false, true })
        {
            await using var receiver = await StartAsync(
                Server.TestServer, (_, _, _) => new(isPrevious ? new ScreenMeetSigningKeys(null, provided) : new ScreenMeetSigningKeys(provided)));

            await receiver.AssertAnswerAsync(EntryPoints.MinimalApi, signedWith, HttpStatusCode.ServiceUnavailable);
            await receiver.AssertAnswerAsync(EntryPoints.ApiController, signedWith, HttpStatusCode.ServiceUnavailable);

            Assert.Empty(receiver.ReceivedEvents.Batches);
            var error = Assert.Single(receiver.Logs, log => log.Level >= LogLevel.Error);
            Assert.Equal("ProvidedKeyUnusable", error.Id.Name);
            Assert.StartsWith($"The {(isPrevious ? "Previous" : "")}SigningKey that the key provider returned for", error.Message, StringComparison.Ordinal);
            Assert.True(provided.Length < 8 || !error.Message.Contains(provided, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_previous_key_that_is_not_one_does_not_cost_the_current_key()
    {
        await using var receiver = await StartAsync(Server.TestServer, (_, _, _) => new(new ScreenMeetSigningKeys(BlueKey, "op://vault/screenmeet/previous")));

        await receiver.AssertAnswerAsync(EntryPoints.MinimalApi, BlueKey, HttpStatusCode.OK);
        await receiver.AssertAnswerAsync(EntryPoints.MinimalApi, "op://vault/screenmeet/previous", HttpStatusCode.Unauthorized);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task A_provider_that_throws_gives_503_and_no_user_code(Server server)
    {
        foreach (var isAsynchronous in new[] { false, true })
        {
            await using var receiver = await StartAsync(server, isAsynchronous ? FailLaterAsync : (_, _, _) => throw new TimeoutException("no vault"));
            using var response = await receiver.SendAsync(Signed.Delivery(EntryPoints.ApiController));
            Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
            Assert.Empty(receiver.ReceivedEvents.Batches);
            var error = Assert.Single(receiver.Logs, log => log.Level >= LogLevel.Error);
            Assert.Equal("KeyProviderFailed", error.Id.Name);
            Assert.Contains("System.TimeoutException was thrown in ScreenMeet.AspNetCore.Tests.KeyProviderTests", error.Message, StringComparison.Ordinal);

            // One line for all requests of ten seconds, and nothing that the exception quotes.
            Assert.DoesNotContain('\n', error.Message);
            Assert.Null(error.Exception);
            for (var i = 0; i < 3; i++)
            {
                await receiver.AssertAnswerAsync(EntryPoints.ApiController, Signed.Key, HttpStatusCode.ServiceUnavailable);
            }

            Assert.Single(receiver.Logs, log => log.Level >= LogLevel.Error);
            Assert.DoesNotContain(receiver.LogsOfOurs, log => log.Message.Contains("no vault", StringComparison.Ordinal));
        }

        static async ValueTask<ScreenMeetSigningKeys> FailLaterAsync(HttpContext context, string name, CancellationToken cancellationToken)
        {
            await Task.Yield();
            throw new TimeoutException("no vault");
        }
    }

    [Fact]
    public async Task A_provider_that_cannot_be_made_gives_503()
    {
        await using var receiver = await Receiver.StartAsync(
            options: _ => { },
            services: builder => builder.Services.AddScoped<IScreenMeetSigningKeyProvider>(_ => throw new TimeoutException("no vault")));

        using var response = await receiver.SendAsync(Signed.Delivery(EntryPoints.ApiController));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Empty(receiver.ReceivedEvents.Batches);
        Assert.Equal("KeyProviderFailed", Assert.Single(receiver.Logs, log => log.Level >= LogLevel.Error).Id.Name);
    }

    [Fact]
    public async Task A_previous_key_alone_is_a_key()
    {
        await using var receiver = await StartAsync(Server.TestServer, (_, _, _) => new(new ScreenMeetSigningKeys(null, RedKey)));

        await receiver.AssertAnswerAsync("/red", RedKey, HttpStatusCode.OK);
        await receiver.AssertAnswerAsync("/red", BlueKey, HttpStatusCode.Unauthorized);

        Assert.Contains(receiver.LogsOfOurs, log => log.Id.Name == "PreviousKeyUsed");
    }

    // Data clients make an exception of their own of a token that is cancelled.
    [Theory]
    [InlineData(Server.TestServer, false)]
    [InlineData(Server.TestServer, true)]
    [InlineData(Server.Kestrel, false)]
    [InlineData(Server.Kestrel, true)]
    [InlineData(Server.KestrelHttp2, true)]
    public async Task A_client_that_goes_away_while_the_provider_looks_for_the_key_is_no_error(Server server, bool isTranslated)
    {
        var asked = new TaskCompletionSource();
        await using var receiver = await StartAsync(server, async (_, _, cancellationToken) =>
        {
            asked.SetResult();
            try
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }
            catch (OperationCanceledException) when (isTranslated)
            {
                throw new TimeoutException("no vault");
            }

            return default;
        });
        using var client = new CancellationTokenSource();

        using var request = Signed.Delivery("/blue");
        (request.Version, request.VersionPolicy) = (receiver.Client.DefaultRequestVersion, receiver.Client.DefaultVersionPolicy);
        var sending = receiver.Client.SendAsync(request, client.Token);
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        await client.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        await Poll.UntilAsync(() => receiver.LogsOfOurs.Any(log => log.Id.Name == "DeliveryRefused"), "a refusal in the log");
        receiver.AssertNoErrors();
        Assert.Equal(isTranslated, receiver.LogsOfOurs.Any(log => log.Id.Name == "KeyProviderCancelled"));
        Assert.Empty(receiver.ReceivedEvents.Batches);
    }

    [Fact]
    public async Task The_provider_is_not_asked_for_what_the_headers_refuse()
    {
        var asked = 0;
        await using var receiver = await StartAsync(Server.TestServer, (_, _, _) =>
        {
            asked++;
            return new(new ScreenMeetSigningKeys(BlueKey));
        });

        using var unsigned = await receiver.SendAsync(Signed.Delivery("/blue").Without("x-signature"));
        Assert.Equal(0, asked);
        await receiver.AssertAnswerAsync("/blue", BlueKey, HttpStatusCode.OK);
        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task A_scoped_provider_gets_the_name_of_the_webhook()
    {
        await using var receiver = await Receiver.StartAsync(
            services: builder =>
            {
                builder.Host.UseDefaultServiceProvider(provider => provider.ValidateScopes = provider.ValidateOnBuild = true);
                builder.Services.AddScoped<IScreenMeetSigningKeyProvider, KeyByName>();
                builder.Services.AddScreenMeetWebhooks("emea", _ => { });
            },
            pipeline: app =>
            {
                app.UseScreenMeetWebhooks();
                app.MapPost("/", (ScreenMeetDelivery delivery, ReceivedEvents receivedEvents) => receivedEvents.Add(delivery)).RequireScreenMeetSignature("emea");
            });

        await receiver.AssertAnswerAsync("/", "whsk_the_key_of_emea", HttpStatusCode.OK);
        await receiver.AssertAnswerAsync("/", "whsk_the_key_of_apac", HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_failing_provider_is_logged_at_once_and_then_counted_every_ten_seconds()
    {
        var time = new FakeTimeProvider();
        await using var receiver = await Receiver.StartAsync(
            options: _ => { },
            services: builder => builder.Services
                .AddSingleton<TimeProvider>(time)
                .AddSingleton<IScreenMeetSigningKeyProvider>(new Provider((_, _, _) => throw new TimeoutException())));

        for (var i = 0; i < 4; i++)
        {
            await receiver.AssertAnswerAsync(EntryPoints.MinimalApi, Signed.Key, HttpStatusCode.ServiceUnavailable);
        }

        Assert.Equal("KeyProviderFailed", Assert.Single(Errors()).Id.Name);

        time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal("3 further lines KeyProviderFailed of the ScreenMeet webhook were left out.", Errors()[^1].Message);

        time.Advance(TimeSpan.FromSeconds(10));
        await receiver.AssertAnswerAsync(EntryPoints.MinimalApi, Signed.Key, HttpStatusCode.ServiceUnavailable);
        Assert.Equal(["KeyProviderFailed", "LinesLeftOut", "KeyProviderFailed"], Errors().Select(log => log.Id.Name));

        FakeLogRecord[] Errors() => [.. receiver.Logs.Where(log => log.Level == LogLevel.Error)];
    }

    // As a multi-tenant application does: the request's services are those of the tenant's own container.
    [Fact]
    public async Task A_provider_that_only_the_requests_own_services_have_is_asked()
    {
        await using var tenant = new ServiceCollection()
            .AddSingleton<IScreenMeetSigningKeyProvider>(new Provider((_, _, _) => new(new ScreenMeetSigningKeys(BlueKey))))
            .BuildServiceProvider();
        await using var receiver = await Receiver.StartAsync(
            options: webhook => webhook.SigningKey = Signed.Key,
            pipeline: app =>
            {
                app.UseRouting();
                app.Use((context, next) =>
                {
                    context.RequestServices = new TenantServices(tenant, context.RequestServices);
                    return next(context);
                });
                app.UseScreenMeetWebhooks();
                EntryPoints.Map(app);
            });

        foreach (var entryPoint in EntryPoints.All)
        {
            await receiver.AssertAnswerAsync(entryPoint, BlueKey, HttpStatusCode.OK);
            await receiver.AssertAnswerAsync(entryPoint, Signed.Key, HttpStatusCode.Unauthorized);
        }
    }

    [Theory]
    [InlineData(Signed.Key, StatusCodes.Status200OK)]
    [InlineData(BlueKey, StatusCodes.Status401Unauthorized)]
    public async Task Without_a_provider_a_request_is_verified_without_a_scope(string signedWith, int expected)
    {
        await using var services = new ServiceCollection()
            .AddLogging()
            .AddScreenMeetWebhooks(webhook => webhook.SigningKey = Signed.Key)
            .Services.BuildServiceProvider();
        var app = new ApplicationBuilder(services);
        app.UseScreenMeetWebhooks();
        app.Run(_ => Task.CompletedTask);
        var body = Encoding.UTF8.GetBytes(Signed.Json);
        var context = new DefaultHttpContext { ServiceScopeFactory = services.GetRequiredService<IServiceScopeFactory>() };
        context.SetEndpoint(new Endpoint(null, new EndpointMetadataCollection(new ScreenMeetWebhookAttribute()), "hook"));
        context.Request.Method = HttpMethods.Post;
        context.Request.Body = new MemoryStream(body);
        context.Request.Headers["x-signature"] = Signed.Hex(body, signedWith);
        context.Request.Headers["x-signature-algo"] = "sha256";

        await app.Build()(context);

        Assert.Equal(expected, context.Response.StatusCode);
        Assert.Null(context.Features.Get<IServiceProvidersFeature>());
    }

    [Fact]
    public async Task A_provider_is_for_its_own_webhook_alone()
    {
        await using var receiver = await Receiver.StartAsync(
            services: builder =>
            {
                builder.Services.AddScreenMeetWebhooks(webhook => webhook.SigningKey = Signed.Key);
                builder.Services.AddScreenMeetWebhooks("blue", _ => { }).AddSigningKeyProvider<BlueProvider>().AddSigningKeyProvider<BlueProvider>();
                builder.Services.AddScreenMeetWebhooks("red", _ => { }).AddSigningKeyProvider<RedProvider>();
            },
            pipeline: app =>
            {
                app.UseScreenMeetWebhooks();
                EntryPoints.MapMinimalApi(app);
                app.MapPost("/blue", (ScreenMeetDelivery delivery, ReceivedEvents receivedEvents) => receivedEvents.Add(delivery)).RequireScreenMeetSignature("blue");
                app.MapPost("/red", (ScreenMeetDelivery delivery, ReceivedEvents receivedEvents) => receivedEvents.Add(delivery)).RequireScreenMeetSignature("red");
            });

        foreach (var (path, key) in new[] { (EntryPoints.MinimalApi, Signed.Key), ("/blue", BlueKey), ("/red", RedKey) })
        {
            foreach (var other in new[] { Signed.Key, BlueKey, RedKey })
            {
                await receiver.AssertAnswerAsync(path, other, other == key ? HttpStatusCode.OK : HttpStatusCode.Unauthorized);
            }
        }
    }

    private sealed class BlueProvider() : Provider((_, name, _) => new(new ScreenMeetSigningKeys(name == "blue" ? BlueKey : null)));

    private sealed class RedProvider() : Provider((_, name, _) => new(new ScreenMeetSigningKeys(name == "red" ? RedKey : null)));

    [Fact]
    public void A_webhook_has_one_provider()
    {
        var webhook = new ServiceCollection().AddScreenMeetWebhooks().AddSigningKeyProvider<BlueProvider>();

        var exception = Assert.Throws<InvalidOperationException>(() => webhook.AddSigningKeyProvider<RedProvider>());

        Assert.StartsWith("SM0028: The ScreenMeet webhook has two signing key providers, ", exception.Message, StringComparison.Ordinal);
    }

    // The provider is named by its interface: which one it is, the services of each tenant know.
    [Fact]
    public async Task A_provider_can_be_another_one_in_the_services_of_each_tenant()
    {
        await using var blue = new ServiceCollection().AddScoped<IScreenMeetSigningKeyProvider, BlueProvider>().BuildServiceProvider();
        await using var receiver = await Receiver.StartAsync(
            services: builder => builder.Services.AddScreenMeetWebhooks("blue", _ => { }).AddSigningKeyProvider<IScreenMeetSigningKeyProvider>(),
            pipeline: app =>
            {
                app.UseRouting();
                app.Use((context, next) =>
                {
                    context.RequestServices = context.Request.Query.ContainsKey("blue") ? new TenantServices(blue, context.RequestServices) : context.RequestServices;
                    return next(context);
                });
                app.UseScreenMeetWebhooks();
                app.MapPost("/tenant", (ScreenMeetDelivery delivery, ReceivedEvents receivedEvents) => receivedEvents.Add(delivery)).RequireScreenMeetSignature("blue");
            });

        await receiver.AssertAnswerAsync("/tenant?blue", BlueKey, HttpStatusCode.OK);
        await receiver.AssertAnswerAsync("/tenant", BlueKey, HttpStatusCode.ServiceUnavailable);
        Assert.Contains(receiver.LogsOfOurs, log => log.Id.Name == "KeyProviderFailed");
    }

    [Fact]
    public async Task A_container_that_cannot_be_asked_whether_it_has_a_provider_starts_with_one()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddScreenMeetWebhooks(_ => { });
        services.AddScoped<IScreenMeetSigningKeyProvider>(_ => new Provider((_, _, _) => new(new ScreenMeetSigningKeys(BlueKey))));
        services.AddSingleton<IServiceProviderIsService>(_ => null!);
        await using var provider = services.BuildServiceProvider();

        provider.GetRequiredService<IStartupValidator>().Validate();
    }

    private sealed class TenantServices(IServiceProvider tenant, IServiceProvider application) : IServiceProvider
    {
        public object? GetService(Type serviceType) => tenant.GetService(serviceType) ?? application.GetService(serviceType);
    }

    [Fact]
    public async Task The_previous_key_is_told_once_an_hour()
    {
        var time = new FakeTimeProvider();
        await using var receiver = await Receiver.StartAsync(
            options: webhook => (webhook.SigningKey, webhook.PreviousSigningKey) = (Signed.Key, Signed.PreviousKey),
            services: builder => builder.Services.AddSingleton<TimeProvider>(time));
        using var collector = new MetricCollector<long>(
            receiver.Services.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>(), "ScreenMeet.AspNetCore", "screenmeet.webhook.deliveries");

        await receiver.AssertAnswerAsync(EntryPoints.ApiController, Signed.Key, HttpStatusCode.OK);
        Assert.Equal(0, Notices());
        await receiver.AssertAnswerAsync(EntryPoints.ApiController, Signed.PreviousKey, HttpStatusCode.OK);
        await receiver.AssertAnswerAsync(EntryPoints.ApiController, Signed.PreviousKey, HttpStatusCode.OK);
        Assert.Equal(1, Notices());
        time.Advance(TimeSpan.FromMinutes(59));
        await receiver.AssertAnswerAsync(EntryPoints.MinimalApi, Signed.PreviousKey, HttpStatusCode.OK);
        Assert.Equal(1, Notices());
        time.Advance(TimeSpan.FromMinutes(1));
        await receiver.AssertAnswerAsync(EntryPoints.MinimalApi, Signed.PreviousKey, HttpStatusCode.OK);
        Assert.Equal(2, Notices());

        Assert.Equal(
            ["current", "previous", "previous", "previous", "previous"],
            collector.GetMeasurementSnapshot().Select(measurement => measurement.Tags["screenmeet.webhook.key"]));

        int Notices() => receiver.LogsOfOurs.Count(log => log.Id.Name == "PreviousKeyUsed" && log.Level == LogLevel.Information);
    }

    [Fact]
    public void Keys_do_not_say_themselves_as_text() =>
        Assert.DoesNotContain(BlueKey, new ScreenMeetSigningKeys(BlueKey, BlueKey).ToString(), StringComparison.Ordinal);

    private static Task<Receiver> StartAsync(Server server, Func<HttpContext, string, CancellationToken, ValueTask<ScreenMeetSigningKeys>> getKeys) =>
        Receiver.StartAsync(
            server,
            options: _ => { },
            services: builder => builder.Services.AddSingleton<IScreenMeetSigningKeyProvider>(new Provider(getKeys)),
            pipeline: app =>
            {
                app.UseScreenMeetWebhooks();
                EntryPoints.Map(app);
                app.MapPost("/{tenant}", (ScreenMeetDelivery delivery, ReceivedEvents receivedEvents) => receivedEvents.Add(delivery));
            });

    private class Provider(Func<HttpContext, string, CancellationToken, ValueTask<ScreenMeetSigningKeys>> getKeys) : IScreenMeetSigningKeyProvider
    {
        public ValueTask<ScreenMeetSigningKeys> GetSigningKeysAsync(HttpContext context, string name, CancellationToken cancellationToken) =>
            getKeys(context, name, cancellationToken);
    }

    private sealed class KeyByName : IScreenMeetSigningKeyProvider
    {
        public ValueTask<ScreenMeetSigningKeys> GetSigningKeysAsync(HttpContext context, string name, CancellationToken cancellationToken) =>
            new(new ScreenMeetSigningKeys($"whsk_the_key_of_{name}"));
    }
}
