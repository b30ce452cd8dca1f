using System.Net;
using System.Text;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using ScreenMeet.TestHarness;
using ScreenMeet.Webhooks;

namespace ScreenMeet.AspNetCore.Tests;

public sealed class AcceptanceTests
{
    public static TheoryData<Server> Servers => [.. Enum.GetValues<Server>()];

    public static MatrixTheoryData<Server, string> ServersAndEntryPoints => new(Enum.GetValues<Server>(), EntryPoints.All);

    // Every type at an action, and one that value providers would read everywhere.
    public static TheoryData<string, string?> EntryPointsAndContentTypes =>
    [
        .. new[]
        {
            null, "text/plain", "text/plain; charset=utf-16", "application/json",
            "multipart/form-data", "multipart/form-data; boundary=x", "application/octet-stream", "rubbish", "",
        }.Select(contentType => (EntryPoints.ApiController, contentType)),
        .. EntryPoints.All.Select(entryPoint => (entryPoint, (string?)"application/x-www-form-urlencoded")),
    ];

    [Theory]
    [MemberData(nameof(ServersAndEntryPoints))]
    public async Task A_signed_delivery_reaches_user_code_as_typed_events(Server server, string entryPoint)
    {
        await using var receiver = await Receiver.StartAsync(server);

        using var response = await receiver.SendAsync(Signed.Delivery(entryPoint));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var events = Assert.Single(receiver.ReceivedEvents.Batches);
        Assert.Equal(["room-entered", "audio-muted"], events.Select(e => e.Type));
        Assert.Equal("HUiUti", events[0].SessionId);
        Assert.Equal(12, events[0].Seconds);
        Assert.Equal(new DateTimeOffset(2021, 8, 9, 16, 45, 57, TimeSpan.Zero), events[0].Timestamp);
        Assert.DoesNotContain(receiver.Logs, log => log.Level >= LogLevel.Warning);
    }

    [Theory]
    [MemberData(nameof(EntryPointsAndContentTypes))]
    public async Task The_content_type_does_not_matter(string entryPoint, string? contentType)
    {
        await using var receiver = await Receiver.StartAsync();

        using var response = await receiver.SendAsync(Signed.Delivery(entryPoint).WithContentType(contentType));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(2, Assert.Single(receiver.ReceivedEvents.Batches).Length);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Every_encoding_of_the_signature_is_accepted(Server server)
    {
        await using var receiver = await Receiver.StartAsync(server);
        var body = Encoding.UTF8.GetBytes(Signed.Json);
        var base64 = Convert.ToBase64String(Signed.Mac(body));
        var base64Url = base64.Replace('+', '-').Replace('/', '_');
        string[] signatures =
        [
            Signed.Hex(body), Signed.Hex(body).ToLowerInvariant(), base64, base64.TrimEnd('='), base64Url, base64Url.TrimEnd('='),
        ];

        foreach (var signature in signatures)
        {
            using var response = await receiver.SendAsync(
                Signed.Post(EntryPoints.ApiController, body).With("x-signature", $" {signature}\t").With("x-signature-algo", " SHA256 "));
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        Assert.Equal(signatures.Length, receiver.ReceivedEvents.Batches.Count);
    }

    [Theory]
    [InlineData(Signed.Key, null, Signed.Key, false)]
    [InlineData(Signed.Key, Signed.PreviousKey, Signed.Key, false)]
    [InlineData(Signed.Key, Signed.PreviousKey, Signed.PreviousKey, true)]
    public async Task The_key_and_the_previous_key_are_accepted(string key, string? previousKey, string signedWith, bool usedPreviousKey)
    {
        await using var receiver = await Receiver.StartAsync(
            options: webhook => (webhook.SigningKey, webhook.PreviousSigningKey) = (key, previousKey),
            pipeline: app =>
            {
                app.UseScreenMeetWebhooks();
                app.MapPost("/key", (ScreenMeetDelivery delivery) => delivery.IsSignedWithPreviousKey);
            });

        using var response = await receiver.SendAsync(Signed.Delivery("/key", key: signedWith));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(usedPreviousKey, await response.Content.ReadFromJsonAsync<bool>(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("[]", 0)]
    [InlineData("\uFEFF[{\"type\":\"with-bom\"}]", 1)]
    [InlineData(" \r\n[ {} , {} ] \n", 2)]
    [InlineData("""[1,null,"x",[],{"type":7,"seconds":{},"label":"\ud83d"}]""", 5)]
    public async Task A_signed_array_is_always_delivered_whole(string json, int count)
    {
        await using var receiver = await Receiver.StartAsync();

        foreach (var entryPoint in EntryPoints.All)
        {
            using var response = await receiver.SendAsync(Signed.Delivery(entryPoint, json));
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        // Without an event, no handler is asked.
        Assert.All(receiver.ReceivedEvents.Batches, events => Assert.Equal(count, events.Length));
        Assert.Equal(count == 0 ? EntryPoints.All.Length - 1 : EntryPoints.All.Length, receiver.ReceivedEvents.Batches.Count);
    }

    [Fact]
    public async Task Every_documented_parameter_type_binds()
    {
        await using var receiver = await Receiver.StartAsync(controllers: [typeof(ShapesController), typeof(ApiShapesController)]);

        foreach (var shape in ShapesController.Shapes.SelectMany(shape => new[] { shape, "api-" + shape }))
        {
            using var response = await receiver.SendAsync(Signed.Delivery("/shapes/" + shape));
            Assert.True(response.StatusCode == HttpStatusCode.OK, $"{shape}: {response.StatusCode}");
            Assert.Equal(["room-entered", "audio-muted"], receiver.ReceivedEvents.Batches[^1].Select(e => e.Type));
        }

        Assert.Equal(2 * ShapesController.Shapes.Length, receiver.ReceivedEvents.Batches.Count);
    }

    [Fact]
    public async Task The_delivery_tells_what_was_signed_and_when_it_came()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 5, 4, 3, 2, 1, TimeSpan.Zero));
        ScreenMeetDelivery? kept = null;
        await using var receiver = await Receiver.StartAsync(
            options: webhook => webhook.SigningKey = Signed.Key,
            services: builder => builder.Services.AddSingleton<TimeProvider>(time),
            pipeline: app =>
            {
                app.UseScreenMeetWebhooks();
                app.MapPost("/", (ScreenMeetDelivery delivery, HttpContext context) =>
                {
                    Assert.Same(delivery, context.GetScreenMeetDelivery());
                    kept = delivery;
                });
            });

        using var response = await receiver.SendAsync(Signed.Delivery("/"));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.NotNull(kept);
        Assert.Equal(Signed.Json, Encoding.UTF8.GetString(kept.Body.Span));

        // printf %s "$body" | openssl dgst -sha256
        Assert.Equal("623ca715e53e1725de3daa167d3d2f624a4ff37c7b0423047613f05b98cd419f", kept.Fingerprint);
        Assert.Equal(time.GetUtcNow(), kept.ReceivedAt);
        Assert.Equal("", kept.WebhookName);
        Assert.False(kept.IsSignedWithPreviousKey);
        Assert.Equal(2, kept.Count);
        Assert.Equal("audio-muted", kept[1].Type);
        Assert.Equal(kept.Body.Slice(1, kept[0].RawJson.Length).ToArray(), kept[0].RawJson.ToArray());
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("[{}]")]
    [InlineData("\uFEFF \r\n[ {\"id\" : 1}\t,\n\n null,[1, 2] , \"ü☂\"\n,{}, -0.0 ] \n ")]
    [InlineData("""[{"a":"\ud83d"},{"a":"\ud83d"}]""")]
    public async Task The_body_of_a_delivery_is_what_was_signed_whatever_stands_between_events(string body)
    {
        ScreenMeetDelivery? kept = null;
        await using var receiver = await Receiver.StartAsync(pipeline: app =>
        {
            app.UseScreenMeetWebhooks();
            app.MapPost("/", (ScreenMeetDelivery delivery) => kept = delivery);
            app.MapPost("/read-in-the-request", (ScreenMeetDelivery delivery) => (kept = delivery).Body.Length);
        });

        foreach (var path in new[] { "/", "/read-in-the-request" })
        {
            using var response = await receiver.SendAsync(Signed.Delivery(path, body));
            using var next = await receiver.SendAsync(Signed.Delivery("/another", Signed.Json));
            Assert.Equal(body, Encoding.UTF8.GetString(kept!.Body.Span));
        }
    }

    [Fact]
    public async Task An_array_that_an_action_changes_does_not_change_the_delivery()
    {
        await using var receiver = await Receiver.StartAsync(controllers: [typeof(ChangingController)]);

        using var response = await receiver.SendAsync(Signed.Delivery("/changing"));

        Assert.Equal(Signed.Json, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(Server.TestServer)]
    [InlineData(Server.Kestrel)]
    public async Task The_verified_body_can_be_sought(Server server)
    {
        await using var receiver = await Receiver.StartAsync(server, pipeline: app =>
        {
            app.UseScreenMeetWebhooks();
            app.MapPost("/", async (ScreenMeetDelivery delivery, HttpRequest request) =>
            {
                var body = request.Body;
                Assert.True(body is { CanRead: true, CanSeek: true, CanWrite: false });
                Assert.Equal(delivery.Body.Length, body.Length);

                var end = new byte[10];
                Assert.Equal(body.Length - 4, body.Seek(-4, SeekOrigin.End));
                Assert.Equal(4, await body.ReadAsync(end));
                Assert.Equal(delivery.Body[^4..].ToArray(), end[..4]);
                Assert.Equal(0, body.Read(end, 0, 10));
                Assert.Equal(body.Length - 2, body.Seek(-2, SeekOrigin.Current));
                Assert.Equal(delivery.Body.Span[^2], body.ReadByte());
                Assert.Equal(2L * body.Length, body.Seek(2L * body.Length, SeekOrigin.Begin));
                Assert.Equal(-1, body.ReadByte());

                Assert.Throws<ArgumentOutOfRangeException>(() => body.Position = -1);
                Assert.Throws<NotSupportedException>(() => body.Write([1], 0, 1));
                Assert.Throws<NotSupportedException>(() => body.SetLength(1));
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => body.ReadAsync(end, new(canceled: true)).AsTask());

                body.Position = 0;
                using var copy = new MemoryStream();
                await body.CopyToAsync(copy);
                return Encoding.UTF8.GetString(copy.ToArray());
            });
        });

        using var response = await receiver.SendAsync(Signed.Delivery("/"));

        Assert.Equal(Signed.Json, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(Server.TestServer)]
    [InlineData(Server.Kestrel)]
    public async Task The_verified_body_can_be_read_again(Server server)
    {
        await using var receiver = await Receiver.StartAsync(
            server,
            pipeline: app =>
            {
                app.UseScreenMeetWebhooks();
                app.MapPost("/stream", async (ScreenMeetDelivery _, HttpRequest request) => await new StreamReader(request.Body).ReadToEndAsync());
                app.MapPost("/pipe", async (ScreenMeetDelivery _, HttpRequest request) =>
                {
                    var read = await request.BodyReader.ReadAtLeastAsync(Signed.Json.Length);
                    return Encoding.UTF8.GetString(read.Buffer);
                });
            });

        foreach (var path in new[] { "/stream", "/pipe" })
        {
            using var response = await receiver.SendAsync(Signed.Delivery(path));
            Assert.Equal(Signed.Json, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }
    }

    [Theory]
    [InlineData(Server.TestServer)]
    [InlineData(Server.Kestrel)]
    public async Task Events_can_be_read_after_the_request_and_after_others(Server server)
    {
        await using var receiver = await Receiver.StartAsync(server);
        for (var i = 0; i < 20; i++)
        {
            using var response = await receiver.SendAsync(Signed.Delivery(
                EntryPoints.ApiController, $$$"""[{"type":"type-{{{i}}}","user":{"name":"user-{{{i}}}"},"settings":{"number":{{{i}}}}}]"""));
        }

        Assert.Equal(20, receiver.ReceivedEvents.Batches.Count);
        for (var i = 0; i < 20; i++)
        {
            var screenMeetEvent = Assert.Single(receiver.ReceivedEvents.Batches[i]);
            Assert.Equal($"type-{i}", screenMeetEvent.Type);
            Assert.Equal($"user-{i}", screenMeetEvent.User?.Name);
            Assert.Equal(i, screenMeetEvent.Settings?["number"].GetInt32());
        }
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task The_middleware_added_twice_works_once(Server server)
    {
        await using var receiver = await Receiver.StartAsync(server, pipeline: app =>
        {
            app.UseScreenMeetWebhooks();
            app.UseScreenMeetWebhooks();
            EntryPoints.Map(app);
        });

        using var response = await receiver.SendAsync(Signed.Delivery(EntryPoints.ApiController));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Single(receiver.ReceivedEvents.Batches);
        Assert.Single(receiver.LogsOfOurs, log => log.Id.Name == "DeliveryAccepted");
    }

    [Fact]
    public async Task Registering_twice_is_registering_once()
    {
        await using var receiver = await Receiver.StartAsync(services: builder =>
        {
            builder.Services.AddScreenMeetWebhooks(options => options.SigningKey = "whsk_overwritten_later").AddHandler<EntryPointHandler>();
            var registered = builder.Services.Count;
            builder.Services.AddScreenMeetWebhooks(options => options.SigningKey = Signed.Key);

            // Only options are made to be configured more than once.
            Assert.All(builder.Services.Skip(registered), service =>
                Assert.Equal(typeof(IConfigureOptions<>), service.ServiceType.GetGenericTypeDefinition()));
        });

        using var response = await receiver.SendAsync(Signed.Delivery(EntryPoints.ApiController));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task An_exception_of_the_action_is_the_applications_own_500()
    {
        await using var receiver = await Receiver.StartAsync(Server.Kestrel, pipeline: app =>
        {
            app.UseScreenMeetWebhooks();
            app.MapPost("/", string (ScreenMeetDelivery _) => throw new NotSupportedException("of the application"));
        });

        using var response = await receiver.SendAsync(Signed.Delivery("/"));

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Contains(receiver.Logs, log => log.Exception is NotSupportedException);
    }

    [Fact]
    public async Task Other_endpoints_are_left_untouched()
    {
        await using var receiver = await Receiver.StartAsync(pipeline: app =>
        {
            Stream? body = null;
            app.Use((context, next) =>
            {
                body = context.Request.Body;
                return next(context);
            });
            app.UseScreenMeetWebhooks();
            app.MapPost("/other", (HttpContext context) =>
                ReferenceEquals(body, context.Request.Body) && context.GetScreenMeetDelivery() is null);
        });

        using var response = await receiver.SendAsync(Signed.Post("/other", [1, 2, 3]));

        Assert.True(await response.Content.ReadFromJsonAsync<bool>(TestContext.Current.CancellationToken));
    }

    public sealed class ChangingController : ControllerBase
    {
        [HttpPost("/changing"), ScreenMeetWebhook]
        public string Receive(ScreenMeetEvent[] events, IList<ScreenMeetEvent> list)
        {
            events[0] = new ScreenMeetEvent { Type = "another" };
            list.Clear();
            return Encoding.UTF8.GetString(HttpContext.GetScreenMeetDelivery()!.Body.Span);
        }
    }

    [Route("shapes")]
    public sealed class ShapesController(ReceivedEvents receivedEvents) : Controller
    {
        public static readonly string[] Shapes = ["array", "list", "ilist", "icollection", "ireadonlylist", "ireadonlycollection", "ienumerable", "delivery", "both"];

        [HttpPost("array"), ScreenMeetWebhook]
        public void Array(ScreenMeetEvent[] events) => receivedEvents.Add(events);

        [HttpPost("list"), ScreenMeetWebhook]
        public void List(List<ScreenMeetEvent> events) => receivedEvents.Add(events);

        [HttpPost("ilist"), ScreenMeetWebhook]
        public void IList(IList<ScreenMeetEvent> events) => receivedEvents.Add(events);

        [HttpPost("icollection"), ScreenMeetWebhook]
        public void ICollection(ICollection<ScreenMeetEvent> events) => receivedEvents.Add(events);

        [HttpPost("ireadonlylist"), ScreenMeetWebhook]
        public void IReadOnlyList(IReadOnlyList<ScreenMeetEvent> events) => receivedEvents.Add(events);

        [HttpPost("ireadonlycollection"), ScreenMeetWebhook]
        public void IReadOnlyCollection(IReadOnlyCollection<ScreenMeetEvent> events) => receivedEvents.Add(events);

        [HttpPost("ienumerable"), ScreenMeetWebhook]
        public void IEnumerable(IEnumerable<ScreenMeetEvent> events) => receivedEvents.Add(events);

        [HttpPost("delivery"), ScreenMeetWebhook]
        public void Delivery(ScreenMeetDelivery delivery) => receivedEvents.Add(delivery);

        [HttpPost("both"), ScreenMeetWebhook]
        public void Both(ScreenMeetEvent[] events, ScreenMeetDelivery delivery, [FromServices] IServiceProvider services)
        {
            Assert.NotNull(services);
            Assert.Equal(delivery, events);
            receivedEvents.Add(events);
        }
    }

    [ApiController, Route("shapes")]
    public sealed class ApiShapesController(ReceivedEvents receivedEvents) : ControllerBase
    {
        [HttpPost("api-array"), ScreenMeetWebhook]
        public void Array([FromBody] ScreenMeetEvent[] events) => receivedEvents.Add(events);

        [HttpPost("api-list"), ScreenMeetWebhook]
        public void List(List<ScreenMeetEvent> events) => receivedEvents.Add(events);

        [HttpPost("api-ilist"), ScreenMeetWebhook]
        public void IList(IList<ScreenMeetEvent> events) => receivedEvents.Add(events);

        [HttpPost("api-icollection"), ScreenMeetWebhook]
        public void ICollection(ICollection<ScreenMeetEvent> events) => receivedEvents.Add(events);

        [HttpPost("api-ireadonlylist"), ScreenMeetWebhook]
        public void IReadOnlyList(IReadOnlyList<ScreenMeetEvent> events) => receivedEvents.Add(events);

        [HttpPost("api-ireadonlycollection"), ScreenMeetWebhook]
        public void IReadOnlyCollection(IReadOnlyCollection<ScreenMeetEvent> events) => receivedEvents.Add(events);

        [HttpPost("api-ienumerable"), ScreenMeetWebhook]
        public void IEnumerable(IEnumerable<ScreenMeetEvent> events) => receivedEvents.Add(events);

        [HttpPost("api-delivery"), ScreenMeetWebhook]
        public void Delivery(ScreenMeetDelivery delivery) => receivedEvents.Add(delivery);

        [HttpPost("api-both"), ScreenMeetWebhook]
        public void Both(ScreenMeetEvent[] events, ScreenMeetDelivery delivery)
        {
            Assert.Equal(delivery, events);
            receivedEvents.Add(events);
        }
    }
}
