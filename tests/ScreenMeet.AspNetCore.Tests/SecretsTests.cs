using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ScreenMeet.TestHarness;
using ScreenMeet.Webhooks;

namespace ScreenMeet.AspNetCore.Tests;

public sealed class SecretsTests
{
    private const string Key = $"whsk_current_{LeakDetector.Secret}";
    private const string PreviousKey = $"whsk_previous_{LeakDetector.Secret}";
    private const string AnotherKey = $"whsk_another_{LeakDetector.Secret}";
    private const string Middleware = "ScreenMeet.AspNetCore.ScreenMeetWebhookMiddleware";
    private const string ByRoute = "/by-route/";
    private const int MaxBodySize = 10_000;

    // Personal data in each property: once of its own kind, once of another, and in the names of unknown ones.
    private static readonly string s_personal =
        $"[{Event(OfItsKind)},{Event(_ => $"[\"{LeakDetector.Secret}\",{{\"{LeakDetector.Secret}\":{LeakDetector.SecretNumber}}}]")},\"{LeakDetector.Secret}\",{{\"{LeakDetector.Secret}\":\"{LeakDetector.Secret}\"}}]";

    private static readonly byte[][] s_bodies =
    [
        .. new[]
        {
            s_personal, s_personal + LeakDetector.Secret, $"[{LeakDetector.Secret}", $"{{\"{LeakDetector.Secret}\":tru{LeakDetector.Secret}", $"[\"{LeakDetector.Secret}\\x\"]", $"[\"{LeakDetector.Secret}\n\"]",
            $"\"{LeakDetector.Secret}\"", "", new string(' ', MaxBodySize) + LeakDetector.Secret,
        }.Select(Encoding.UTF8.GetBytes),
        [.. Encoding.UTF8.GetBytes($"[\"{LeakDetector.Secret}"), 0xC3, 0x28, .. "\"]"u8],
    ];

    private static readonly Dictionary<string, Action<HttpRequestMessage>> s_faults = new()
    {
        ["signature_missing"] = request => request.Without("x-signature"),
        ["signature_malformed"] = request => request.Without("x-signature").With("x-signature", LeakDetector.Secret),
        ["algorithm_missing"] = request => request.Without("x-signature-algo"),
        ["algorithm_not_supported"] = request => request.Without("x-signature-algo").With("x-signature-algo", LeakDetector.OfRequest),
        ["body_encoded"] = request => request.Content!.Headers.ContentEncoding.Add(LeakDetector.OfRequest),
        ["method_not_allowed"] = request => request.Method = HttpMethod.Put,
    };

    private static readonly string[] s_reasons = [.. s_faults.Keys, "signature_mismatch", "body_empty", "body_too_large", "body_unreadable"];

    // Ways in which somebody could say too much.
    private static readonly Dictionary<string, Action<HttpContext, string>> s_leaks = new()
    {
        ["text of a log"] = (context, secret) => Log(context, text: secret),
        ["state of a log"] = (context, secret) => Log(context, state: new Dictionary<string, object?> { ["key"] = new[] { secret } }),
        ["exception in a log"] = (context, secret) => Log(context, exception: new InvalidOperationException("", new InvalidOperationException(secret))),
        ["scope of a log"] = (context, secret) =>
        {
            using (LoggerOf(context).BeginScope(new Dictionary<string, object?> { ["key"] = secret }))
            {
                Log(context);
            }
        },
        ["header of the response"] = (context, secret) => context.Response.Headers["x-leak"] = secret,
        ["body of the response"] = (context, secret) => context.Response.WriteAsync(secret),
        ["tag of a measurement"] = (_, secret) =>
        {
            using var meter = new Meter("ScreenMeet.AspNetCore.Tests");
            meter.CreateCounter<long>("counter").Add(1, new KeyValuePair<string, object?>("tag", secret));
        },
        ["tag of a trace"] = (_, secret) => Activity.Current!.SetTag("tag", secret),
        ["baggage of a trace"] = (_, secret) => Activity.Current!.SetBaggage("baggage", secret),
        ["event of a trace"] = (_, secret) => Activity.Current!.AddEvent(new("event", tags: new() { ["tag"] = secret })),
        ["status of a trace"] = (_, secret) => Activity.Current!.SetStatus(ActivityStatusCode.Error, secret),
    };

    private static readonly Dictionary<string, (Action<ScreenMeetWebhookOptions> Options, Action<WebApplication>? Pipeline)> s_failures = new()
    {
        ["placeholder"] = (webhook => webhook.SigningKey = $"<{LeakDetector.Secret}>", null),
        ["invisible character"] = (webhook => webhook.SigningKey = $"{Key}\u200B{Key}", null),
        ["half a character"] = (webhook => webhook.SigningKey = $"{Key}\uD83D", null),
        ["blank key beside a previous one"] = (webhook => (webhook.SigningKey, webhook.PreviousSigningKey) = (" ", PreviousKey), null),
        ["placeholder as previous key"] = (webhook => (webhook.SigningKey, webhook.PreviousSigningKey) = (Key, $"${{{LeakDetector.Secret}}}"), null),
        ["invisible character in the previous key"] = (webhook => (webhook.SigningKey, webhook.PreviousSigningKey) = (Key, $"{PreviousKey}\0{PreviousKey}"), null),
        ["size out of range"] = (webhook => (webhook.SigningKey, webhook.PreviousSigningKey, webhook.MaxBodySize) = (Key, PreviousKey, 0), null),
        ["unknown name"] = (SetKeys, app =>
        {
            app.UseScreenMeetWebhooks();
            app.MapPost("/", () => { }).RequireScreenMeetSignature("another");
        }
        ),
        ["no handler"] = (SetKeys, app => app.MapScreenMeetWebhook("/", "another")),
        ["unmarked events"] = (SetKeys, app => app.MapPost("/", (ScreenMeetEvent[] events) => events.Length)),
    };

    public static MatrixTheoryData<Server, bool> ServersAndKeySources => new(Enum.GetValues<Server>(), [false, true]);

    public static MatrixTheoryData<string, string> Leaks => new([.. s_leaks.Keys], ["key", "signature", "body"]);

    public static TheoryData<string> Failures => [.. s_failures.Keys];

    [Theory]
    [MemberData(nameof(ServersAndKeySources))]
    public async Task No_key_signature_or_content_and_nothing_of_the_head_is_said_of_any_request(Server server, bool hasKeyProvider)
    {
        using var leakDetector = CreateWitness();
        await using var receiver = await StartAsync(
            leakDetector,
            server,
            options: hasKeyProvider ? webhook => webhook.MaxBodySize = MaxBodySize : null,
            services: hasKeyProvider ? builder => builder.Services.AddSingleton<IScreenMeetSigningKeyProvider>(new SettableKeys { Keys = new($" {Key}\n", $"\t{PreviousKey} ") }) : null);

        foreach (var path in EntryPoints.All.Append(ByRoute + LeakDetector.OfRequest))
        {
            foreach (var body in s_bodies)
            {
                foreach (var key in new[] { Key, PreviousKey, AnotherKey })
                {
                    await SendAsync(receiver, leakDetector, Signed.Delivery(path, body, key));
                }
            }

            foreach (var fault in s_faults.Values)
            {
                var request = Signed.Delivery(path, s_bodies[0], Key);
                fault(request);
                await SendAsync(receiver, leakDetector, request);
            }
        }

        // The personal delivery, with each of the two keys.
        Assert.Equal(2 * (EntryPoints.All.Length + 1), receiver.ReceivedEvents.Batches.Count);
        Assert.All(s_reasons, reason => Assert.True(leakDetector.Heard(Middleware, reason), reason));
        Assert.True(leakDetector.Heard(Middleware, "PreviousKeyUsed"));
        Assert.Equal(!hasKeyProvider, leakDetector.Heard("ScreenMeet.AspNetCore.WebhookOptionsRules", "KeyTrimmed"));
        Assert.True(leakDetector.Heard("ScreenMeet.AspNetCore", "screenmeet.webhook.result"));
        Assert.True(leakDetector.Heard("Microsoft.AspNetCore.Hosting", "http.server.request.duration"));
        Assert.True(leakDetector.Heard("Microsoft.AspNetCore.Hosting.Diagnostics", LeakDetector.OfRequest));
        AssertNoLeak(leakDetector);
    }

    [Theory]
    [MemberData(nameof(Leaks))]
    public async Task A_secret_that_is_said_anywhere_is_heard(string way, string secret)
    {
        using var leakDetector = CreateWitness();
        await using var receiver = await StartAsync(leakDetector, pipeline: app =>
        {
            app.UseScreenMeetWebhooks();
            app.MapPost("/silent", (ScreenMeetDelivery _) => { });
            app.MapPost("/", (ScreenMeetDelivery delivery, HttpContext context) => s_leaks[way](
                context,
                secret switch
                {
                    "key" => Key,
                    "signature" => Convert.ToBase64String(Signed.Mac(delivery.Body.ToArray(), Key)),
                    _ => Encoding.UTF8.GetString(delivery.Body.Span),
                }));
        });
        await SendAsync(receiver, leakDetector, Signed.Delivery("/silent", s_bodies[0], Key));
        AssertNoLeak(leakDetector);

        await SendAsync(receiver, leakDetector, Signed.Delivery("/", s_bodies[0], Key));

        Assert.NotEmpty(leakDetector.Leaks);
    }

    [Theory]
    [InlineData("ScreenMeet.AspNetCore.Anything", LeakDetector.OfRequest, true)]
    [InlineData("Microsoft.AspNetCore.Anything", LeakDetector.OfRequest, false)]
    [InlineData("Microsoft.AspNetCore.Anything", LeakDetector.Secret, true)]
    public void The_head_of_a_request_is_the_frameworks_to_tell(string category, string text, bool isLeak)
    {
        using var leakDetector = CreateWitness();

        leakDetector.CreateLogger(category).Log(LogLevel.Trace, default, text, null, (state, _) => state);

        Assert.Equal(isLeak, leakDetector.Leaks.Length > 0);
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task No_failure_of_the_start_says_a_key(string failure)
    {
        using var leakDetector = CreateWitness();
        var (options, pipeline) = s_failures[failure];

        var exception = await Assert.ThrowsAnyAsync<Exception>(() => StartAsync(leakDetector, options: options, pipeline: pipeline));

        Assert.Contains("ScreenMeet", exception.Message, StringComparison.Ordinal);
        leakDetector.HearOurs(exception, exception.Data);
        AssertNoLeak(leakDetector);
    }

    [Theory]
    [InlineData("SigningKey", "")]
    [InlineData("SigningKey", $"<{LeakDetector.Secret}>")]
    [InlineData("SigningKey", $"{LeakDetector.Secret}\u200B{LeakDetector.Secret}")]
    [InlineData("PreviousSigningKey", $"%{LeakDetector.Secret}%")]
    [InlineData("PreviousSigningKey", $"{LeakDetector.Secret}\n{LeakDetector.Secret}")]
    [InlineData("MaxBodySize", LeakDetector.Secret)]
    [InlineData("BodyTimeout", LeakDetector.Secret)]
    public async Task No_reload_that_is_refused_says_a_value(string name, string value)
    {
        using var leakDetector = CreateWitness();
        await using var receiver = await Receiver.StartAsync(services: builder =>
        {
            builder.Logging.AddProvider(leakDetector).AddFilter<LeakDetector>(null, LogLevel.Trace);
            builder.Configuration["ScreenMeet:SigningKey"] = Key;
            builder.Services.AddScreenMeetWebhooks(builder.Configuration.GetSection("ScreenMeet")).AddHandler<EntryPointHandler>();
        });
        var configuration = (IConfigurationRoot)receiver.Services.GetRequiredService<IConfiguration>();

        configuration[$"ScreenMeet:{name}"] = value;
        configuration.Reload();

        Assert.True(leakDetector.Heard("ScreenMeet.AspNetCore.WebhookOptionsFactory", "ReloadRefused"));
        AssertNoLeak(leakDetector);
    }

    [Theory]
    [InlineData("Content-Length: 100", $"[\"{LeakDetector.Secret}", "body_too_slow")]
    [InlineData("Transfer-Encoding: chunked", $"{LeakDetector.Secret}\r\n", "body_broken")]
    [InlineData($"Content-Length: 2\r\nx-signature: {LeakDetector.Secret}", "[]", "signature_repeated")]
    public async Task Nothing_is_said_of_a_request_that_no_client_sends(string framing, string sent, string reason)
    {
        using var leakDetector = CreateWitness();
        await using var receiver = await StartAsync(
            leakDetector, Server.Kestrel, options: webhook => (webhook.SigningKey, webhook.BodyTimeout) = (Key, TimeSpan.FromMilliseconds(300)));

        using var connection = await SendRawAsync(receiver, leakDetector, framing, sent);
        leakDetector.HearOurs(await connection.ReadResponseAsync());
        await leakDetector.RequestIsOverAsync();

        Assert.True(leakDetector.Heard(Middleware, reason));
        AssertNoLeak(leakDetector);
    }

    [Fact]
    public async Task Nothing_is_said_of_a_request_for_which_there_is_no_room()
    {
        using var leakDetector = CreateWitness();
        await using var receiver = await StartAsync(
            leakDetector, Server.Kestrel, options: webhook => (webhook.SigningKey, webhook.MaxBodySize, webhook.MaxBufferedBytes) = (Key, 4096, 2 * 4096));

        // The first has waited longest when there is no room for the third.
        using var first = await SendRawAsync(receiver, leakDetector, "Content-Length: 4000", $"[\"{LeakDetector.Secret}{new string('x', 3900)}");
        using var second = await SendRawAsync(receiver, leakDetector, "Content-Length: 4000", $"[\"{LeakDetector.Secret}{new string('x', 3900)}");
        using var third = await SendRawAsync(receiver, leakDetector, "Content-Length: 4000", $"[\"{LeakDetector.Secret}{new string('x', 3900)}");
        await Poll.UntilAsync(() => leakDetector.Heard(Middleware, "buffers_full"), "a refusal for want of room");

        AssertNoLeak(leakDetector);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Nothing_is_said_when_there_are_no_keys(bool throws)
    {
        using var leakDetector = CreateWitness();
        await using var receiver = await StartAsync(
            leakDetector,
            services: builder => builder.Services.AddScoped<IScreenMeetSigningKeyProvider>(_ => throws ? throw new KeyNotFoundException($"no key for {LeakDetector.OfRequest}") : new SettableKeys()));

        foreach (var path in EntryPoints.All.Append(ByRoute + LeakDetector.OfRequest))
        {
            await SendAsync(receiver, leakDetector, Signed.Delivery(path, s_bodies[0], Key));
        }

        Assert.True(leakDetector.Heard(Middleware, "keys_unavailable"));
        Assert.Equal(throws, leakDetector.Heard(Middleware, "KeyNotFoundException"));
        AssertNoLeak(leakDetector);
    }

    [Fact]
    public async Task Nothing_is_said_of_a_request_that_the_guard_refuses()
    {
        using var leakDetector = CreateWitness();
        await using var receiver = await StartAsync(leakDetector, pipeline: app =>
        {
            app.UseDeveloperExceptionPage();
            app.UseRouting();
            EntryPoints.Map(app);
        });

        foreach (var entryPoint in EntryPoints.All)
        {
            using var response = await receiver.SendAsync(Signed.Delivery(entryPoint, s_bodies[0], Key).Without("x-signature"));
            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
            await leakDetector.HearAsync(response);
        }

        AssertNoLeak(leakDetector);
    }

    [Fact]
    public void The_parsers_exception_says_nothing_of_the_body()
    {
        using var leakDetector = CreateWitness();

        foreach (var body in s_bodies.Skip(1))
        {
            var exception = Assert.Throws<JsonException>(() => ScreenMeetEventParser.Parse(body));
            leakDetector.HearOurs(exception, exception.Path, exception.Data);
        }

        AssertNoLeak(leakDetector);
    }

    [Fact]
    public async Task Nothing_says_its_content_as_text()
    {
        ScreenMeetDelivery? delivery = null;
        using var leakDetector = CreateWitness();
        await using var receiver = await StartAsync(leakDetector, pipeline: app =>
        {
            app.UseScreenMeetWebhooks();
            app.MapPost("/", (ScreenMeetDelivery received) => { delivery = received; });
        });
        await SendAsync(receiver, leakDetector, Signed.Delivery("/", s_bodies[0], Key));
        object?[] said =
        [
            delivery, delivery![0], delivery[0].User, delivery[0].Organization, delivery[0].CreatedByAgentSession, delivery[0].CrmSyncTarget,
            new ScreenMeetSigningKeys(Key, PreviousKey), new ScreenMeetWebhookOptions { SigningKey = Key, PreviousSigningKey = PreviousKey }, new ScreenMeetWebhookAttribute(Key),
        ];

        Assert.All(said, value => Assert.Equal(value!.GetType().FullName, value.ToString()));
    }

    [Fact]
    public void No_type_shows_its_content_to_a_debugger_or_has_a_text_of_its_own()
    {
        var types = new[] { typeof(ScreenMeetEvent).Assembly, typeof(ScreenMeetDelivery).Assembly };

        Assert.All(types.SelectMany(assembly => assembly.GetTypes()), type => Assert.False(
            type.IsDefined(typeof(DebuggerDisplayAttribute)) || type.IsDefined(typeof(DebuggerTypeProxyAttribute)), type.FullName));
        Assert.All(types.SelectMany(assembly => assembly.GetExportedTypes()).Where(type => !type.IsInterface), type =>
            Assert.DoesNotContain(type.GetMethod(nameof(ToString), [])!.DeclaringType!.Assembly, types));
    }

    private static LeakDetector CreateWitness()
    {
        var leakDetector = new LeakDetector();
        foreach (var key in new[] { Key, PreviousKey, AnotherKey })
        {
            leakDetector.Hide(key);
            foreach (var body in s_bodies)
            {
                leakDetector.Hide(Signed.Mac(body, key));
                leakDetector.Hide(SHA256.HashData(body));
            }
        }

        return leakDetector;
    }

    private static Task<Receiver> StartAsync(
        LeakDetector leakDetector,
        Server server = Server.TestServer,
        Action<ScreenMeetWebhookOptions>? options = null,
        Action<WebApplicationBuilder>? services = null,
        Action<WebApplication>? pipeline = null) =>
        Receiver.StartAsync(
            server,
            options ?? SetKeys,
            builder =>
            {
                builder.Logging.AddProvider(leakDetector).AddFilter<LeakDetector>(null, LogLevel.Trace);
                services?.Invoke(builder);
            },
            pipeline ?? (app =>
            {
                app.UseScreenMeetWebhooks();
                EntryPoints.Map(app);
                app.Map(ByRoute + "{tenant}", (ScreenMeetDelivery delivery, ReceivedEvents receivedEvents) => receivedEvents.Add(delivery));
            }));

    // The white space is trimmed, with a warning.
    private static void SetKeys(ScreenMeetWebhookOptions webhook) =>
        (webhook.SigningKey, webhook.PreviousSigningKey, webhook.MaxBodySize) = ($" {Key}\n", $"\t{PreviousKey} ", MaxBodySize);

    private static async Task SendAsync(Receiver receiver, LeakDetector leakDetector, HttpRequestMessage request)
    {
        request.RequestUri = new Uri($"{request.RequestUri}?{LeakDetector.OfRequest}={LeakDetector.OfRequest}", UriKind.Relative);
        request.With("traceparent", leakDetector.TraceParent).With($"x-{LeakDetector.OfRequest}", LeakDetector.OfRequest).With("Cookie", $"{LeakDetector.OfRequest}={LeakDetector.OfRequest}")
            .WithContentType($"text/{LeakDetector.OfRequest}; charset={LeakDetector.OfRequest}");
        using var response = await receiver.SendAsync(request);
        await leakDetector.HearAsync(response);
        await leakDetector.RequestIsOverAsync();
        request.Dispose();
    }

    private static async Task<RawConnection> SendRawAsync(Receiver receiver, LeakDetector leakDetector, string framing, string sent)
    {
        var connection = await RawConnection.OpenAsync(receiver.Address);
        await connection.SendAsync(
            $"POST {ByRoute}{LeakDetector.OfRequest}?{LeakDetector.OfRequest} HTTP/1.1\r\nHost: localhost\r\ntraceparent: {leakDetector.TraceParent}\r\n"
            + $"x-signature: {Signed.Hex(s_bodies[0], Key)}\r\nx-signature-algo: sha256\r\n{framing}\r\n\r\n{sent}");
        return connection;
    }

    private static void AssertNoLeak(LeakDetector leakDetector) => Assert.True(leakDetector.Leaks is [], string.Join("\n\n", leakDetector.Leaks));

    private static ILogger LoggerOf(HttpContext context) => context.RequestServices.GetRequiredService<ILogger<SecretsTests>>();

    private static void Log(HttpContext context, string text = "", object? state = null, Exception? exception = null) =>
        LoggerOf(context).Log(LogLevel.Trace, default, state, exception, (_, _) => text);

    private static string Event(Func<TypedProperty, string> valueOf, string owner = "") =>
        $"{{{string.Concat(TypedProperty.All.Where(a => a.Owner == owner).Select(a => $"\"{a.Name}\":{(a.Kind == PropertyKind.Part ? Event(valueOf, a.Path) : valueOf(a))},"))}\"{LeakDetector.Secret}\":\"{LeakDetector.Secret}\"}}";

    private static string OfItsKind(TypedProperty property) => property.Kind switch
    {
        PropertyKind.Number => $"{LeakDetector.SecretNumber}",
        PropertyKind.Time => $"\"{LeakDetector.SecretTime}\"",
        PropertyKind.Flag => "true",
        PropertyKind.Flags => $"{{\"{LeakDetector.Secret}\":true}}",
        PropertyKind.Map => $"{{\"{LeakDetector.Secret}\":\"{LeakDetector.Secret}\"}}",
        _ => $"\"{LeakDetector.Secret} {property.Path}\"",
    };
}
