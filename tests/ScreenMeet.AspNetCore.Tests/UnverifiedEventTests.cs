using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using ScreenMeet.TestHarness;
using ScreenMeet.Webhooks;

namespace ScreenMeet.AspNetCore.Tests;

// An event is not made from a request that is not verified: at start where it can be seen, and otherwise when it is asked for.
public sealed class UnverifiedEventTests
{
    private static readonly byte[] s_json = "[{\"type\":\"forged\"}]"u8.ToArray();

    private static int s_ran;

    [Fact]
    public async Task An_endpoint_of_another_framework_that_reads_events_stops_the_start()
    {
        var exception = await FailsToStartAsync(app =>
        {
            MapReading(app, "/list", "application/json", typeof(List<ScreenMeetEvent>));
            MapReading(app, "/envelope", "*/*", typeof(Envelope));
        });

        Assert.Equal(
            string.Join(Environment.NewLine, new[] { ("list", "List<ScreenMeetEvent>"), ("envelope", "Envelope") }.Select(endpoint =>
                $"SM0024: The endpoint 'HTTP: POST /{endpoint.Item1}' reads ScreenMeet events (as {endpoint.Item2}) from the body of requests that are not verified. Receive the events with a ScreenMeetDelivery or a marked action, and let the endpoint read a type without events.")),
            exception.Message);
    }

    [Theory]
    [InlineData(typeof(Field))]
    [InlineData(typeof(IncludedField))]
    [InlineData(typeof(Constructed))]
    [InlineData(typeof(MarkedForNewtonsoft))]
    [InlineData(typeof(MarkedAsData))]
    [InlineData(typeof(ConstructedAsMarked))]
    [InlineData(typeof(ConstructedAsMarkedInPrivate))]
    [InlineData(typeof(Collected))]
    [InlineData(typeof(CollectedInSet))]
    [InlineData(typeof(CollectedInAny))]
    [InlineData(typeof(KeyValuePair<string, ScreenMeetEvent>?))]
    [InlineData(typeof(ReadOnlyMemory<ScreenMeetEvent>))]
    [InlineData(typeof(Tuple<int, ScreenMeetEvent>))]
    public async Task A_type_that_a_serializer_fills_with_events_stops_the_start(Type type)
    {
        var exception = await FailsToStartAsync(app => MapReading(app, "/", "*/*", type));

        Assert.StartsWith("SM0024: ", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(typeof(ReadOnlyField))]
    [InlineData(typeof(PrivateField))]
    [InlineData(typeof(ConstructedInSeveralWays))]
    [InlineData(typeof(ReadOnlyArray))]
    [InlineData(typeof(ReadOnlySequence))]
    [InlineData(typeof(PrivatelyCollected))]
    [InlineData(typeof(Ambient))]
    [InlineData(typeof(Endless<int>))]
    public async Task A_type_that_a_serializer_does_not_fill_with_events_stops_nothing(Type type)
    {
        await using var receiver = await Receiver.StartAsync(pipeline: app => MapReading(app, "/", "*/*", type));
    }

#pragma warning disable CS0169, CS0414, CS0649, CS9113, CA1051, CA1823, IDE0044, IDE0051, IDE0060, IDE0290 // They are only looked at.
    public sealed class Field
    {
        public ScreenMeetEvent[]? Events;
    }

    public sealed class IncludedField
    {
        [JsonInclude, JsonPropertyName("event")]
        private ScreenMeetEvent? _event;
    }

    public sealed class MarkedForNewtonsoft
    {
        [Newtonsoft.Json.JsonProperty]
        private ScreenMeetEvent? Event { get; set; }
    }

    public sealed class MarkedAsData
    {
        [System.Runtime.Serialization.DataMember]
        private ScreenMeetEvent? Event { get; set; }
    }

    public sealed class Constructed(ScreenMeetEvent[] events)
    {
        public int Count { get; } = events.Length;
    }

    public sealed class ConstructedAsMarked
    {
        public ConstructedAsMarked()
        {
        }

        [JsonConstructor]
        public ConstructedAsMarked(ScreenMeetEvent[] events) => Count = events.Length;

        public int Count { get; }
    }

    public sealed class ConstructedAsMarkedInPrivate
    {
        public ConstructedAsMarkedInPrivate()
        {
        }

        [JsonConstructor]
        private ConstructedAsMarkedInPrivate(ScreenMeetEvent[] events) => Count = events.Length;

        public int Count { get; }
    }

    public sealed class Collected
    {
        public List<ScreenMeetEvent> Events { get; } = [];
    }

    public sealed class CollectedInSet
    {
        public HashSet<ScreenMeetEvent> Events { get; } = [];
    }

    public sealed class CollectedInAny
    {
        public ICollection<ScreenMeetEvent> Events { get; } = [];
    }

    public sealed class ReadOnlyField
    {
        public readonly ScreenMeetEvent[] Events = [];
    }

    public sealed class PrivateField
    {
        private ScreenMeetEvent[]? _events;
    }

    public sealed class ConstructedInSeveralWays
    {
        public ConstructedInSeveralWays()
        {
        }

        public ConstructedInSeveralWays(ScreenMeetEvent[] events) => Count = events.Length;

        public int Count { get; }
    }

    public sealed class ReadOnlyArray
    {
        public ScreenMeetEvent[] Events { get; } = [];
    }

    public sealed class ReadOnlySequence
    {
        public IEnumerable<ScreenMeetEvent> Events { get; } = [];
    }

    public sealed class PrivatelyCollected
    {
        private List<ScreenMeetEvent> Events { get; } = [];
    }

    // What a type of the framework holds is not looked at.
    public sealed class Ambient
    {
        public AsyncLocal<ScreenMeetEvent>? Event { get; set; }
    }
#pragma warning restore CS0169, CS0414, CS0649, CS9113, CA1051, CA1823, IDE0044, IDE0051, IDE0060, IDE0290

    [Fact]
    public async Task A_minimal_API_that_reads_a_type_with_events_stops_the_start()
    {
        var exception = await FailsToStartAsync(app =>
        {
            app.MapPost("/envelope", (Envelope envelope) => envelope.Events?.Count);
            app.MapPost("/record", (Record record) => record.Inner.Count);
            app.MapPost("/filled", (Filled filled) => filled.Events.Count);
            app.MapPost("/derived", (Base value) => value.ToString());
            app.MapPost("/generic", (Query<ScreenMeetEvent[]> query) => query.Value?.Length);
            app.MapPost("/form", ([FromForm] Envelope form) => form.Events?.Count).DisableAntiforgery();
            MapReading(app, "/grid", "*/*", typeof(ScreenMeetEvent[,]));
        });

        foreach (var path in new[] { "envelope", "record", "filled", "derived", "generic", "form", "grid" })
        {
            Assert.Contains($"The endpoint 'HTTP: POST /{path}' ", exception.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_endpoint_that_another_start_up_filter_maps_is_looked_at()
    {
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => Receiver.StartAsync(
            services: builder =>
            {
                builder.Services.AddSingleton<IStartupFilter, MappingFilter>();
                builder.Services.AddScreenMeetWebhooks(webhook => webhook.SigningKey = Signed.Key);
            },
            pipeline: _ => { }));

        Assert.StartsWith("SM0006: The endpoint 'HTTP: POST /filter' ", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(typeof(EnvelopeController), "envelope")]
    [InlineData(typeof(EnvelopeApiController), "envelope")]
    [InlineData(typeof(GetPropertyController), "Events")]
    [InlineData(typeof(GetPropertiesController), "Events")]
    [InlineData(typeof(GetQueryPropertyController), "Events")]
    [InlineData(typeof(GetAndPostController), "events")]
    public async Task An_action_that_would_read_events_stops_the_start(Type controller, string parameter)
    {
        var exception = await FailsToStartAsync(app => app.MapControllers(), controller);

        Assert.Equal(
            $"SM0005: The action '{controller.FullName}.Receive (ScreenMeet.AspNetCore.Tests)' takes ScreenMeet events in '{parameter}', but is not marked as their receiver. Put [ScreenMeetWebhook] on it.",
            exception.Message);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_controller_that_is_there_only_after_the_start_does_not_get_events(bool hasNewtonsoft)
    {
        var controllers = new List<Type>();
        var change = new ActionChange();
        await using var receiver = await Receiver.StartAsync(
            options: webhook => webhook.SigningKey = Signed.Key,
            services: builder =>
            {
                builder.Services.AddSingleton<IActionDescriptorChangeProvider>(change);
                var mvc = builder.Services.AddControllers().ConfigureApplicationPartManager(manager => Receiver.Choose(manager, controllers));
                if (hasNewtonsoft)
                {
                    mvc.AddNewtonsoftJson();
                }
            },
            pipeline: app =>
            {
                app.UseExceptionHandler(errors => errors.Run(_ => Task.CompletedTask));
                app.UseScreenMeetWebhooks();
                app.MapControllers();
            });
        controllers.Add(typeof(LateController));
        change.Happen();
        s_ran = 0;

        foreach (var (path, body) in new[] { ("set", s_json), ("one", "{\"type\":\"forged\"}"u8.ToArray()), ("envelope", "{\"events\":[{\"type\":\"forged\"}]}"u8.ToArray()), ("list", s_json) })
        {
            using var response = await receiver.SendAsync(Signed.Post("/late/" + path, body).WithContentType("application/json"));
            Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        }

        using var query = await receiver.SendAsync(Signed.Post("/late/query?events[0].type=forged&value.type=forged", []));
        Assert.Equal("0 ", await query.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(0, s_ran);
        Assert.Contains(receiver.Logs, log => log.Exception?.Message.StartsWith("SM0026: HashSet<ScreenMeetEvent> is not read from a request, because ScreenMeet events are created only from verified deliveries.", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task A_minimal_API_that_is_mapped_after_the_start_does_not_get_events()
    {
        WebApplication? application = null;
        await using var receiver = await Receiver.StartAsync(
            options: webhook => webhook.SigningKey = Signed.Key,
            services: builder => builder.Services.Configure<RouteHandlerOptions>(handlers => handlers.ThrowOnBadRequest = false),
            pipeline: app =>
            {
                application = app;
                app.MapGet("/", () => "");
            });
        s_ran = 0;
        application!.MapPost("/late", (ScreenMeetEvent[] events) => s_ran += events.Length);
        application!.MapPost("/late-envelope", (Envelope envelope) => s_ran++);
        application!.MapPost("/late-read", async (HttpRequest request) => s_ran += (await request.ReadFromJsonAsync<ScreenMeetEvent[]>())!.Length);

        foreach (var (path, body) in new[] { ("/late", s_json), ("/late-envelope", "{\"Events\":[{\"type\":\"forged\"}]}"u8.ToArray()) })
        {
            using var response = await receiver.SendAsync(Signed.Post(path, body).WithContentType("application/json"));
            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        }

        var exception = await Assert.ThrowsAsync<JsonException>(() => receiver.SendAsync(Signed.Post("/late-read", s_json).WithContentType("application/json")));
        Assert.StartsWith("SM0026: ScreenMeetEvent is not read from a request", exception.Message, StringComparison.Ordinal);
        Assert.Equal(0, s_ran);
    }

    [Fact]
    public async Task Events_are_written_as_ever()
    {
        await using var receiver = await Receiver.StartAsync(
            options: webhook => webhook.SigningKey = Signed.Key,
            controllers: [typeof(ShowingController)],
            pipeline: app =>
            {
                app.UseScreenMeetWebhooks();
                app.MapControllers();
                app.MapPost("/minimal", (ScreenMeetDelivery delivery) => delivery[0]);
            });

        foreach (var path in new[] { "/minimal", "/mvc" })
        {
            using var response = await receiver.SendAsync(Signed.Delivery(path));
            using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            Assert.Equal("room-entered", json.RootElement.GetProperty("type").GetString());
            Assert.Equal("HUiUti", json.RootElement.GetProperty("id").GetString());
        }
    }

    [Fact]
    public async Task Types_that_only_mention_events_stop_nothing()
    {
        await using var receiver = await Receiver.StartAsync(
            options: webhook => webhook.SigningKey = Signed.Key,
            services: builder => builder.Services.AddSingleton<IRepository<ScreenMeetEvent>, EventRepository>(),
            controllers: [typeof(MentioningController)],
            pipeline: app =>
            {
                app.UseScreenMeetWebhooks();
                app.MapControllers();
                app.MapGet("/minimal-query", ([AsParameters] Paging<ScreenMeetEvent> paging) => paging.Skip);
                app.MapGet("/minimal-service", (IRepository<ScreenMeetEvent> repository) => repository.Count);
                app.MapPost("/minimal-body", (Paging<ScreenMeetEvent> paging) => paging.Skip);
            });

        using var shown = await receiver.SendAsync(Signed.Post("/shown", []));
        Assert.Equal("0", await shown.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        foreach (var path in new[] { "/query?skip=3", "/service", "/minimal-query?skip=3", "/minimal-service" })
        {
            Assert.Equal("3", await receiver.Client.GetStringAsync(path, TestContext.Current.CancellationToken));
        }
    }

    // Another framework declares in this way what it reads from the body.
    private static void MapReading(WebApplication app, string path, string contentType, Type type) =>
        app.MapPost(path, static (HttpContext _) => Task.CompletedTask).WithMetadata(new AcceptsMetadata([contentType], type));

    private static Task<InvalidOperationException> FailsToStartAsync(Action<WebApplication> pipeline, Type? controller = null) =>
        Assert.ThrowsAsync<InvalidOperationException>(() => Receiver.StartAsync(pipeline: pipeline, controllers: controller is null ? null : [controller]));

    private sealed class MappingFilter : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            next(app);
            app.UseRouting();
            app.UseEndpoints(endpoints => endpoints.MapPost("/filter", (ScreenMeetEvent[] events) => events.Length));
        };
    }

    public sealed class Envelope
    {
        public List<ScreenMeetEvent>? Events { get; set; }
    }

    public sealed record Record(Dictionary<string, ScreenMeetEvent> Inner, Record? Parent);

    public sealed class Filled
    {
        public List<ScreenMeetEvent> Events { get; } = [];
    }

    [System.Text.Json.Serialization.JsonDerivedType(typeof(Derived), "derived")]
    public abstract class Base;

    public sealed class Derived : Base
    {
        public ScreenMeetEvent? Event { get; set; }
    }

    // Each of its members has a type of its own.
    public sealed class Endless<T>
    {
        public Endless<Endless<T>>? Next { get; set; }
    }

    public sealed class Query<T>
    {
        public T? Value { get; set; }

        public int Skip { get; set; }
    }

    // Mentions T, and holds none.
    public sealed class Paging<T>
    {
        public int Skip { get; set; }

        public T? GetFirst() => default;
    }

    public interface IRepository<T>
    {
        int Count { get; }

        T? Find(string id);
    }

    private sealed class EventRepository : IRepository<ScreenMeetEvent>
    {
        public int Count => 3;

        public ScreenMeetEvent? Find(string id) => null;
    }

    public sealed class EnvelopeController : Controller
    {
        [HttpPost("/envelope")]
        public int? Receive([FromBody] Envelope envelope) => envelope.Events?.Count;
    }

    [ApiController]
    public sealed class EnvelopeApiController : ControllerBase
    {
        [HttpPost("/envelope")]
        public int? Receive(Envelope envelope) => envelope.Events?.Count;
    }

    public sealed class GetPropertyController : Controller
    {
        [BindProperty(SupportsGet = true)]
        public List<ScreenMeetEvent>? Events { get; set; }

        [HttpGet("/property")]
        public int? Receive() => Events?.Count;
    }

    public sealed class GetAndPostController : Controller
    {
        [AcceptVerbs("GET", "POST", Route = "/both")]
        public int Receive(ScreenMeetEvent[] events) => events.Length;
    }

    // Bound for each method, because it says where from.
    public sealed class GetQueryPropertyController : Controller
    {
        [FromQuery]
        public List<ScreenMeetEvent>? Events { get; set; }

        [HttpGet("/property")]
        public int? Receive() => Events?.Count;
    }

    [BindProperties(SupportsGet = true)]
    public sealed class GetPropertiesController : Controller
    {
        public HashSet<ScreenMeetEvent>? Events { get; set; }

        [HttpGet("/property")]
        public int? Receive() => Events?.Count;
    }

    public sealed class LateController : Controller
    {
        [HttpPost("/late/set")]
        public int Set([FromBody] HashSet<ScreenMeetEvent> events) => s_ran += events.Count;

        [HttpPost("/late/one")]
        public string? One([FromBody] ScreenMeetEvent e)
        {
            s_ran++;
            return e.Type;
        }

        [HttpPost("/late/envelope")]
        public int? Envelope([FromBody] Envelope envelope) => s_ran += envelope.Events!.Count;

        [HttpPost("/late/list")]
        public int List([FromBody] List<ScreenMeetEvent> events) => s_ran += events.Count;

        // A property stays empty.
        [HttpPost("/late/query")]
        public string Bound([FromQuery] Envelope envelope, [FromQuery] Query<ScreenMeetEvent> query) => $"{envelope.Events?.Count ?? 0} {query.Value?.Type}";
    }

    public sealed class ShowingController : Controller
    {
        [HttpPost("/mvc"), ScreenMeetWebhook]
        public IActionResult Receive(ScreenMeetDelivery delivery) => Json(delivery[0]);
    }

    public sealed class MentioningController : Controller
    {
        [HttpGet("/query")]
        public int Query([FromQuery] Query<ScreenMeetEvent> query) => query.Skip;

        [HttpPost("/paging")]
        public int Page([FromBody] Paging<ScreenMeetEvent> paging) => paging.Skip;

        [HttpGet("/service")]
        public int Service([FromServices] IRepository<ScreenMeetEvent> repository) => repository.Count;

        // Not bound.
        public List<ScreenMeetEvent> Shown { get; set; } = [];

        [HttpPost("/shown")]
        public int Show() => Shown.Count;

        // GET alone reads no body, and the value is refused where it is asked for.
        [HttpGet("/get")]
        public int? Get(HashSet<ScreenMeetEvent>? events) => events?.Count;
    }
}
