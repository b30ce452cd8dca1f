using System.Net;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using ScreenMeet.TestHarness;
using ScreenMeet.Webhooks;

namespace ScreenMeet.AspNetCore.Tests;

// What applications do with binding and with types of ours beside their webhooks.
public sealed class PeculiarApplicationTests
{
    [Fact]
    public async Task A_binder_provider_that_the_application_puts_first_does_not_get_the_events()
    {
        await using var receiver = await Receiver.StartAsync(services: builder =>
        {
            builder.Services.AddScreenMeetWebhooks(options => options.SigningKey = Signed.Key).AddHandler<EntryPointHandler>();
            builder.Services.AddControllers(mvc => mvc.ModelBinderProviders.Insert(0, new EmptyCollections()));
        });

        using var response = await receiver.SendAsync(Signed.Delivery(EntryPoints.PlainController));

        Assert.Equal(2, Assert.Single(receiver.ReceivedEvents.Batches).Length);
    }

    [Theory]
    [InlineData(Server.TestServer)]
    [InlineData(Server.Kestrel)]
    [InlineData(Server.KestrelHttp2)]
    public async Task A_refusal_whose_answer_something_has_begun_already_ends_the_connection(Server server)
    {
        await using var receiver = await Receiver.StartAsync(server, pipeline: app =>
        {
            app.Use(async (context, next) =>
            {
                await context.Response.StartAsync();
                await next(context);
            });
            app.UseScreenMeetWebhooks();
            EntryPoints.Map(app);
        });

        await Assert.ThrowsAnyAsync<Exception>(() => receiver.SendAsync(Signed.Delivery(EntryPoints.MinimalApi, key: "whsk_not_the_key")));
        using var accepted = await receiver.SendAsync(Signed.Delivery(EntryPoints.MinimalApi));

        Assert.Equal("signature_mismatch", Assert.Single(receiver.LogsOfOurs, log => log.Level == LogLevel.Warning).GetStructuredStateValue("Reason"));
        Assert.Single(receiver.ReceivedEvents.Batches);
        receiver.AssertNoErrors();
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    public async Task A_view_model_with_events_on_another_action_binds_without_them(string method)
    {
        await using var receiver = await Receiver.StartAsync(controllers: [typeof(DashboardController)], pipeline: Usual);
        using var request = new HttpRequestMessage(new HttpMethod(method), "/dashboard?filter=open");

        using var response = await receiver.SendAsync(request);

        Assert.Equal("open, no events", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_property_of_events_is_bound_for_the_marked_action_and_in_no_way_of_a_GET()
    {
        await using var receiver = await Receiver.StartAsync(controllers: [typeof(BoundPropertyController)], pipeline: Usual);

        using var posted = await receiver.SendAsync(Signed.Delivery("/dashboard/events"));
        using var shown = await receiver.SendAsync(new(HttpMethod.Get, "/dashboard/events"));

        Assert.Equal("2", await posted.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(HttpStatusCode.NoContent, shown.StatusCode);
    }

    [Fact]
    public async Task A_model_can_show_a_delivery_in_several_ways()
    {
        await using var receiver = await Receiver.StartAsync(controllers: [typeof(EnvelopeController)], pipeline: Usual);

        using var response = await receiver.SendAsync(Signed.Delivery("/envelope"));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(6, Assert.Single(receiver.ReceivedEvents.Batches).Length);
    }

    [Fact]
    public async Task A_service_of_a_list_of_events_is_the_service()
    {
        await using var receiver = await Receiver.StartAsync(
            options: webhook => webhook.SigningKey = Signed.Key,
            services: builder => builder.Services
                .AddSingleton(new List<ScreenMeetEvent> { new(), new(), new() })
                .AddKeyedSingleton<IReadOnlyList<ScreenMeetEvent>>("recent", [new ScreenMeetEvent()]),
            controllers: [typeof(ServiceController)],
            pipeline: app =>
            {
                Usual(app);
                app.MapGet("/keyed", ([FromKeyedServices("recent")] IReadOnlyList<ScreenMeetEvent> recent) => recent.Count);
            });

        Assert.Equal("3", await receiver.Client.GetStringAsync("/recent", TestContext.Current.CancellationToken));
        Assert.Equal("1", await receiver.Client.GetStringAsync("/keyed", TestContext.Current.CancellationToken));
        using var marked = await receiver.SendAsync(Signed.Delivery("/marked"));
        Assert.Equal("2 and 3", await marked.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_delivery_among_AsParameters_marks_the_endpoint()
    {
        await using var receiver = await Receiver.StartAsync(pipeline: app =>
        {
            app.UseScreenMeetWebhooks();
            app.MapPost("/", ([AsParameters] Parameters parameters) => parameters.ReceivedEvents.Add(parameters.Delivery));
        });

        using var forged = await receiver.SendAsync(Signed.Delivery("/", key: "whsk_another_organization"));
        using var accepted = await receiver.SendAsync(Signed.Delivery("/"));

        Assert.Equal(HttpStatusCode.Unauthorized, forged.StatusCode);
        Assert.Equal(HttpStatusCode.OK, accepted.StatusCode);
        Assert.Equal(2, Assert.Single(receiver.ReceivedEvents.Batches).Length);
    }

    [Fact]
    public async Task A_type_that_binds_itself_is_its_own_affair()
    {
        await using var receiver = await Receiver.StartAsync(pipeline: app =>
        {
            app.UseScreenMeetWebhooks();
            app.MapPost("/", (OwnBatch batch) => batch.Count);
        });

        using var response = await receiver.SendAsync(Signed.Post("/", []));

        Assert.Equal("1", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_ApiController_infers_and_attributes_say_does_not_matter(bool suppress)
    {
        await using var receiver = await Receiver.StartAsync(
            options: webhook => webhook.SigningKey = Signed.Key,
            services: builder => builder.Services.Configure<ApiBehaviorOptions>(api =>
                (api.SuppressInferBindingSourcesForParameters, api.SuppressModelStateInvalidFilter) = (suppress, suppress)),
            controllers: [typeof(OddController)],
            pipeline: Usual);

        foreach (var path in new[] { "/odd/optional", "/odd/query", "/odd/form", "/odd/required" })
        {
            using var response = await receiver.SendAsync(Signed.Delivery(path));
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        Assert.Equal(4, receiver.ReceivedEvents.Batches.Count);
        Assert.All(receiver.ReceivedEvents.Batches, events => Assert.Equal(2, events.Length));
    }

    [Fact]
    public async Task A_label_as_a_global_filter_or_as_a_convention_guards_every_action()
    {
        foreach (var asFilter in new[] { true, false })
        {
            await using var receiver = await Receiver.StartAsync(
                options: webhook => webhook.SigningKey = Signed.Key,
                services: builder => builder.Services.Configure<MvcOptions>(mvc =>
                {
                    mvc.Filters.Add(new AutoValidateAntiforgeryTokenAttribute { Order = int.MaxValue });
                    if (asFilter)
                    {
                        mvc.Filters.Add(new ScreenMeetWebhookAttribute());
                    }
                }),
                controllers: [typeof(BareController)],
                pipeline: app =>
                {
                    app.UseScreenMeetWebhooks();
                    var controllers = app.MapControllers();
                    if (!asFilter)
                    {
                        controllers.RequireScreenMeetSignature();
                    }
                });

            using var unsigned = await receiver.SendAsync(Signed.Post("/bare", []));
            using var signed = await receiver.SendAsync(Signed.Delivery("/bare"));

            Assert.Equal(HttpStatusCode.Unauthorized, unsigned.StatusCode);
            Assert.Equal(HttpStatusCode.OK, signed.StatusCode);
            Assert.Single(receiver.ReceivedEvents.Batches);
        }
    }

    private static void Usual(WebApplication app)
    {
        app.UseScreenMeetWebhooks();
        app.MapControllers();
    }

    private sealed class EmptyCollections : IModelBinderProvider, IModelBinder
    {
        public IModelBinder? GetBinder(ModelBinderProviderContext context) => context.Metadata.IsEnumerableType ? this : null;

        public Task BindModelAsync(ModelBindingContext bindingContext) => Task.CompletedTask;
    }

    public sealed class DashboardModel
    {
        public string? Filter { get; set; }

        public List<ScreenMeetEvent>? Recent { get; set; }
    }

    public sealed class DashboardController : Controller
    {
        [AcceptVerbs("GET", "POST", Route = "/dashboard")]
        public string Index([FromQuery] DashboardModel model) => $"{model.Filter}, {(model.Recent is null ? "no events" : "events")}";
    }

    public sealed class BoundPropertyController : Controller
    {
        [BindProperty]
        public List<ScreenMeetEvent>? Events { get; set; }

        [HttpPost("/dashboard/events"), ScreenMeetWebhook]
        public int? Receive() => Events?.Count;

        [HttpGet("/dashboard/events")]
        public int? Show() => Events?.Count;
    }

    public sealed class Envelope
    {
        public ScreenMeetDelivery? Delivery { get; set; }

        public IReadOnlyList<ScreenMeetEvent>? Events { get; set; }

        public ScreenMeetEvent[]? Array { get; set; }
    }

    public sealed class EnvelopeController(ReceivedEvents receivedEvents) : Controller
    {
        [HttpPost("/envelope"), ScreenMeetWebhook]
        public void Receive([FromQuery] Envelope envelope) => receivedEvents.Add([.. envelope.Delivery!, .. envelope.Events!, .. envelope.Array!]);
    }

    public sealed class ServiceController : Controller
    {
        [HttpGet("/recent")]
        public int Recent([FromServices] List<ScreenMeetEvent> recent) => recent.Count;

        [HttpPost("/marked"), ScreenMeetWebhook]
        public string Marked(ScreenMeetDelivery delivery, [FromServices] List<ScreenMeetEvent> recent) => $"{delivery.Count} and {recent.Count}";
    }

    [ApiController]
    public sealed class OddController(ReceivedEvents receivedEvents) : ControllerBase
    {
        [HttpPost("/odd/optional"), ScreenMeetWebhook]
        public void Optional(ScreenMeetEvent[]? events = null) => receivedEvents.Add(events!);

        [HttpPost("/odd/query"), ScreenMeetWebhook]
        public void Query([FromQuery] ScreenMeetEvent[] events) => receivedEvents.Add(events);

        [HttpPost("/odd/form"), ScreenMeetWebhook]
        public void Form([FromForm] List<ScreenMeetEvent> events) => receivedEvents.Add(events);

        [HttpPost("/odd/required"), ScreenMeetWebhook]
        public void Required([BindRequired, System.ComponentModel.DataAnnotations.MinLength(9)] ScreenMeetEvent[] events) => receivedEvents.Add(events);
    }

    public sealed class BareController(ReceivedEvents receivedEvents) : Controller
    {
        [HttpPost("/bare")]
        public void Receive() => receivedEvents.Add([]);
    }

    public sealed class Parameters
    {
        public required ScreenMeetDelivery Delivery { get; init; }

        public required ReceivedEvents ReceivedEvents { get; init; }
    }

    public sealed class OwnBatch : List<ScreenMeetEvent>
    {
        public static ValueTask<OwnBatch?> BindAsync(HttpContext context) => new([new ScreenMeetEvent { Type = context.Request.Method }]);
    }
}
