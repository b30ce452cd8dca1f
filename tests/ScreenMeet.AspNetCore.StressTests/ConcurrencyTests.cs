using System.Buffers;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net;
using System.Reflection;
using System.Security.Cryptography;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using ScreenMeet.TestHarness;
using ScreenMeet.Webhooks;

namespace ScreenMeet.AspNetCore.StressTests;

// Nothing of one delivery may show in another, and nothing that user code can reach may change after the request. That
// shows where the library is built for Debug: there it overwrites each buffer that it gives back to the pool.
public sealed class ConcurrencyTests
{
    private const string Path = "/stress";
    private const int Deliveries = 10_000;
    private const int AtOnce = 256;
    private const int MaxBodySize = 256 * 1024;

    private static readonly DeliveryKind[] s_mix =
    [
        DeliveryKind.Current, DeliveryKind.Previous, DeliveryKind.Retired, DeliveryKind.Current, DeliveryKind.Unknown, DeliveryKind.Previous, DeliveryKind.Malformed, DeliveryKind.TooLarge, DeliveryKind.Current, DeliveryKind.Unreadable, DeliveryKind.Empty,
        DeliveryKind.Between, DeliveryKind.Current,
    ];

    [Theory]
    [InlineData(Server.Kestrel, AtOnce)]
    [InlineData(Server.KestrelHttp2, 1)]
    public async Task Mixed_deliveries_at_once_get_the_right_answer_and_nothing_of_each_other_while_keys_rotate(Server server, int connections)
    {
        var configuration = new ChangingConfiguration();
        using var rotation = new KeyRotation(MaxBodySize, configuration.Set);
        var recorder = new DeliveryRecorder(AtOnce);
        await using var receiver = await Receiver.StartAsync(
            server,
            services: builder =>
            {
                builder.Configuration["Logging:LogLevel:Default"] = "Error";

                // Kestrel counts a stream that is refused before its body's end for some seconds more.
                builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.Http2.MaxStreamsPerConnection = Deliveries);
                builder.Configuration.Sources.Add(configuration);
                builder.Services.AddScreenMeetWebhooks(builder.Configuration.GetSection("ScreenMeet"));
            },
            pipeline: app =>
            {
                app.UseScreenMeetWebhooks();
                app.MapPost(Path, (ScreenMeetDelivery delivery, HttpContext context) => recorder.SeeAsync(delivery, context));
            });
        using var results = new MetricCollector<long>(
            receiver.Services.GetRequiredService<IMeterFactory>(), "ScreenMeet.AspNetCore", "screenmeet.webhook.deliveries");
        using var client = new HttpClient(new SocketsHttpHandler { Expect100ContinueTimeout = TimeSpan.FromMinutes(2) })
        {
            BaseAddress = receiver.Address,
            DefaultRequestVersion = receiver.Client.DefaultRequestVersion,
            DefaultVersionPolicy = receiver.Client.DefaultVersionPolicy,
        };
        var expectedResults = new ConcurrentQueue<string>();
        var expectedSights = new ConcurrentDictionary<string, string>();

        await Parallel.ForAsync(
            0,
            Deliveries,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = TestContext.Current.CancellationToken },
            async (number, token) =>
            {
                // The first ones meet in the handler, and need no step to get there.
                var kind = number < AtOnce ? DeliveryKind.Current : number % 100 == 0 ? DeliveryKind.Doubtful : s_mix[number % s_mix.Length];
                if (number >= AtOnce && number % 25 == 0)
                {
                    await rotation.StepAsync();
                }

                await DeliverAsync(kind, number, token);
            });

        // Whatever was in force meanwhile: the last reload counts, for good.
        for (var number = Deliveries; number < Deliveries + 40; number++)
        {
            if (number % 10 == 0)
            {
                await SwitchMaxBodySizeAsync();
            }

            var expected = rotation.MaxBodySize > MaxBodySize ? HttpStatusCode.OK : HttpStatusCode.RequestEntityTooLarge;
            Assert.Equal((number, expected), (number, await DeliverAsync(DeliveryKind.Between, number, TestContext.Current.CancellationToken)));
        }

        Assert.Equal(CountBy(expectedResults), CountBy(results.GetMeasurementSnapshot().Select(measurement => (string)measurement.Tags["screenmeet.webhook.result"]!)));
        Assert.InRange(rotation.Rotations, 90, 105);
        Assert.Equal(connections, recorder.FirstConnections);
        Assert.Equal(expectedResults.Count(result => result == "accepted") / DeliveryRecorder.KeptOneIn, recorder.Kept.Count);
        Assert.All(recorder.Kept, delivery => Assert.Equal(expectedSights[delivery.Fingerprint], DeliveryDigest.Of(delivery)));
        Assert.All(receiver.Logs, log => Assert.Contains(log.Id.Name, new[] { "DeliveryUnreadable", "ReloadRefused" }));

        async Task<HttpStatusCode> DeliverAsync(DeliveryKind kind, int number, CancellationToken token)
        {
            var sent = Create(kind, number);
            expectedSights[Convert.ToHexStringLower(SHA256.HashData(sent.Body))] = sent.Digest;
            using var use = rotation.Take(kind);
            using var request = Request(kind, number, sent.Body, use.Key);
            request.Version = client.DefaultRequestVersion;
            request.VersionPolicy = client.DefaultVersionPolicy;
            using var response = await client.SendAsync(request, token);
            var answer = await response.Content.ReadAsStringAsync(token);

            var (status, result) = (kind, response.StatusCode) switch
            {
                (DeliveryKind.Doubtful, HttpStatusCode.Unauthorized) => AnswerTo(DeliveryKind.Retired),
                (DeliveryKind.Between, HttpStatusCode.RequestEntityTooLarge) => AnswerTo(DeliveryKind.TooLarge),
                _ => AnswerTo(kind),
            };
            Assert.Equal((number, kind, status), (number, kind, response.StatusCode));
            Assert.Equal(status != HttpStatusCode.OK ? "" : answer == DeliveryRecorder.Later ? answer : sent.Digest, answer);
            Assert.True(!use.IsPrevious || response.Headers.Contains("used-previous-key"), $"{number} was signed with the previous key.");
            expectedResults.Enqueue(result);
            return status;
        }

        async Task SwitchMaxBodySizeAsync()
        {
            var before = rotation.MaxBodySize;
            while (rotation.MaxBodySize == before)
            {
                await rotation.StepAsync();
            }
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4096)]
    [InlineData(4097)]
    [InlineData(1_000_000)]
    public async Task What_held_a_body_is_overwritten_before_user_code_runs(int size)
    {
        Assert.SkipUnless(
            typeof(ScreenMeetDelivery).Assembly.GetCustomAttribute<DebuggableAttribute>()?.IsJITOptimizerDisabled == true,
            "The library overwrites its buffers where it is built for Debug.");
        byte[] buffer = [];
        await using var receiver = await Receiver.StartAsync(Server.Kestrel, pipeline: app =>
        {
            app.UseScreenMeetWebhooks();

            // The thread that gave the buffer back gets it first.
            app.MapPost(Path, (ScreenMeetDelivery delivery) => { buffer = ArrayPool<byte>.Shared.Rent(delivery.Body.Length); });
        });

        using var response = await receiver.SendAsync(Signed.Delivery(Path, SentDelivery.Create(1, size).Body));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.InRange(buffer.Length, size, int.MaxValue);
        Assert.Equal(-1, buffer.AsSpan().IndexOfAnyExcept((byte)0xDB));
    }

    [Fact]
    public void Every_string_of_an_event_is_looked_at()
    {
        // The fingerprint is computed.
        Assert.Equal(CountStrings(typeof(ScreenMeetEvent)) - 1, DeliveryDigest.Strings.Length - 1);

        static int CountStrings(Type type) => type.GetProperties().Sum(property =>
            property.PropertyType == typeof(string) ? 1
            : property.PropertyType.Assembly == type.Assembly ? CountStrings(property.PropertyType)
            : 0);
    }

    private static SentDelivery Create(DeliveryKind kind, int number)
    {
        // Small ones mostly, and some as large as can be.
        var random = new Random(number);
        var size = number % 50 == 1 ? MaxBodySize : (int)Math.Pow(2, 1 + (random.NextDouble() * 17));
        return kind switch
        {
            DeliveryKind.Empty => SentDelivery.Create(number, 2 + (number % 7)),
            DeliveryKind.Unreadable => new(SentDelivery.Create(number, size).Body[..^1], ""),
            DeliveryKind.Between => SentDelivery.Create(number, MaxBodySize + 1),
            DeliveryKind.TooLarge => SentDelivery.Create(number, MaxBodySize + KeyRotation.Slack + 1),
            _ => SentDelivery.Create(number, size),
        };
    }

    private static HttpRequestMessage Request(DeliveryKind kind, int number, byte[] body, string key)
    {
        var request = Signed.Delivery(Path, body, key);
        if (kind == DeliveryKind.Malformed)
        {
            request.Without("x-signature").With("x-signature", Signed.Hex(body, key)[1..]);
        }

        if (int.IsOddInteger(number / 3))
        {
            request.Content = new PiecemealContent(body);
        }
        else if (kind is DeliveryKind.TooLarge or DeliveryKind.Between)
        {
            // Refused at its declared length, it is not sent at all: a connection that is closed may cut short its answer.
            request.Headers.ExpectContinue = true;
        }

        return request;
    }

    private static (HttpStatusCode Status, string Result) AnswerTo(DeliveryKind kind) => kind switch
    {
        DeliveryKind.Retired or DeliveryKind.Unknown => (HttpStatusCode.Unauthorized, "signature_mismatch"),
        DeliveryKind.Malformed => (HttpStatusCode.Unauthorized, "signature_malformed"),
        DeliveryKind.TooLarge => (HttpStatusCode.RequestEntityTooLarge, "body_too_large"),
        DeliveryKind.Unreadable => (HttpStatusCode.BadRequest, "body_unreadable"),
        _ => (HttpStatusCode.OK, "accepted"),
    };

    private static SortedDictionary<string, int> CountBy(IEnumerable<string> results) => new(results.CountBy(result => result).ToDictionary());
}
