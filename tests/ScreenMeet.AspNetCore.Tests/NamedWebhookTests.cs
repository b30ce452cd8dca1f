using System.Net;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using ScreenMeet.TestHarness;
using ScreenMeet.Webhooks;

namespace ScreenMeet.AspNetCore.Tests;

public sealed class NamedWebhookTests
{
    private const string EmeaKey = "whsk_emea_77d2f1c0aa";
    private const string ApacKey = "whsk_apac_09be3d4417";

    private static readonly string[] s_entryPoints = ["attribute", "minimal", "delivery", "delivery-by-attribute", "group", "handlers"];

    public static MatrixTheoryData<Server, string> ServersAndEntryPoints => new(Enum.GetValues<Server>(), s_entryPoints);

    [Theory]
    [MemberData(nameof(ServersAndEntryPoints))]
    public async Task Each_webhook_accepts_its_own_key_only(Server server, string entryPoint)
    {
        await using var receiver = await StartAsync(server);

        await receiver.AssertAnswerAsync("/emea/" + entryPoint, EmeaKey, HttpStatusCode.OK);
        await receiver.AssertAnswerAsync("/apac/" + entryPoint, ApacKey, HttpStatusCode.OK);
        Assert.Equal(2, receiver.ReceivedEvents.Batches.Count);

        await receiver.AssertAnswerAsync("/emea/" + entryPoint, ApacKey, HttpStatusCode.Unauthorized);
        await receiver.AssertAnswerAsync("/apac/" + entryPoint, EmeaKey, HttpStatusCode.Unauthorized);
        await receiver.AssertAnswerAsync("/emea/" + entryPoint, Signed.Key, HttpStatusCode.Unauthorized);
        Assert.Equal(2, receiver.ReceivedEvents.Batches.Count);
        receiver.AssertNoErrors();
    }

    [Fact]
    public async Task A_group_of_controllers_names_the_webhook_of_an_action_with_a_delivery()
    {
        await using var receiver = await Receiver.StartAsync(
            services: AddRegions,
            controllers: [typeof(DeliveryController)],
            pipeline: app =>
            {
                app.UseScreenMeetWebhooks();
                app.MapGroup("/group").RequireScreenMeetSignature("emea").MapControllers();
            });

        await receiver.AssertAnswerAsync("/group/delivery", EmeaKey, HttpStatusCode.OK);
        await receiver.AssertAnswerAsync("/group/delivery", ApacKey, HttpStatusCode.Unauthorized);
        Assert.Single(receiver.ReceivedEvents.Batches);
    }

    [Fact]
    public async Task The_unnamed_webhook_beside_named_ones_keeps_its_own_key()
    {
        await using var receiver = await StartAsync(Server.TestServer);

        await receiver.AssertAnswerAsync("/unnamed", Signed.Key, HttpStatusCode.OK);
        await receiver.AssertAnswerAsync("/unnamed", EmeaKey, HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task The_delivery_tells_which_webhook_received_it()
    {
        await using var receiver = await StartAsync(Server.TestServer);

        using var response = await receiver.SendAsync(Signed.Delivery("/apac/name", key: ApacKey));

        Assert.Equal("apac", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("attribute")]
    [InlineData("convention")]
    [InlineData("delivery")]
    public async Task An_unknown_name_stops_the_start(string mark)
    {
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => Receiver.StartAsync(
            services: AddRegions,
            pipeline: app =>
            {
                app.UseScreenMeetWebhooks();
                switch (mark)
                {
                    case "attribute":
                        app.MapControllers();
                        break;
                    case "convention":
                        app.MapPost("/", () => "").RequireScreenMeetSignature("EMEA");
                        break;
                    default:
                        app.MapPost("/", (ScreenMeetDelivery delivery) => delivery.Count);
                        break;
                }
            },
            controllers: [typeof(UnknownNameController)]));

        var webhook = mark == "delivery" ? "the ScreenMeet webhook" : "the ScreenMeet webhook 'EMEA'";
        Assert.Contains($"is marked as the receiver of {webhook}, which is not registered. Call services.AddScreenMeetWebhooks(…) for it, or mark the endpoint with a registered webhook: \"emea\", \"apac\".", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_named_webhook_without_a_key_stops_the_start()
    {
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => Receiver.StartAsync(
            options: webhook => webhook.SigningKey = Signed.Key,
            services: builder => builder.Services.AddScreenMeetWebhooks("emea", builder.Configuration.GetSection("ScreenMeet:Emea"))));

        Assert.Contains("SigningKey of the ScreenMeet webhook 'emea' is missing.", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_delivery_that_was_verified_for_another_webhook_does_not_open_an_endpoint()
    {
        // A page for errors that runs the pipeline once more, on a path that is a webhook of another organization.
        await using var receiver = await Receiver.StartAsync(
            services: AddRegions,
            pipeline: app =>
            {
                app.UseStatusCodePagesWithReExecute("/apac");
                app.UseRouting();
                app.UseScreenMeetWebhooks();
                app.MapPost("/emea", (ScreenMeetDelivery _) => Results.NotFound()).RequireScreenMeetSignature("emea");
                app.MapPost("/apac", (ScreenMeetDelivery delivery, ReceivedEvents receivedEvents) => receivedEvents.Add(delivery)).RequireScreenMeetSignature("apac");
            });

        using var response = await receiver.SendAsync(Signed.Delivery("/emea", key: EmeaKey));

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Empty(receiver.ReceivedEvents.Batches);
    }

    [Theory]
    [InlineData("/apac/minimal")]
    [InlineData("/apac/delivery")]
    [InlineData("/apac/group")]
    [InlineData("/apac/handlers")]
    [InlineData("/apac/attribute")]
    public async Task A_delivery_that_is_routed_again_behind_the_middleware_does_not_open_another_endpoint(string path)
    {
        await using var receiver = await StartAsync(Server.TestServer, app =>
        {
            app.UseRouting();
            app.UseScreenMeetWebhooks();
            app.Use((context, next) =>
            {
                context.SetEndpoint(null);
                context.Request.Path = path;
                return next(context);
            });
            app.UseRouting();
        });

        using var emea = await receiver.SendAsync(Signed.Delivery("/emea/minimal", key: EmeaKey));
        using var apac = await receiver.SendAsync(Signed.Delivery("/apac/minimal", key: ApacKey));

        Assert.Equal(HttpStatusCode.Unauthorized, emea.StatusCode);
        Assert.Equal(HttpStatusCode.OK, apac.StatusCode);
        Assert.Single(receiver.ReceivedEvents.Batches);
    }

    private static void AddRegions(WebApplicationBuilder builder)
    {
        builder.Services.AddScreenMeetWebhooks("emea", options => options.SigningKey = EmeaKey);
        builder.Services.AddScreenMeetWebhooks("apac", options => options.SigningKey = ApacKey);
    }

    private static Task<Receiver> StartAsync(Server server, Action<WebApplication>? pipeline = null) => Receiver.StartAsync(
        server,
        options: webhook => webhook.SigningKey = Signed.Key,
        services: builder =>
        {
            builder.Services.AddScreenMeetWebhooks("emea", options => options.SigningKey = EmeaKey).AddHandler<EntryPointHandler>();
            builder.Configuration["ScreenMeet:Apac:SigningKey"] = ApacKey;
            builder.Services.AddScreenMeetWebhooks("apac", builder.Configuration.GetSection("ScreenMeet:Apac")).AddHandler<EntryPointHandler>();
        },
        pipeline: app =>
        {
            (pipeline ?? (static usual => usual.UseScreenMeetWebhooks()))(app);
            app.MapControllers();
            app.MapPost("/unnamed", (ScreenMeetDelivery delivery, ReceivedEvents receivedEvents) => receivedEvents.Add(delivery));
            app.MapPost("/apac/name", (ScreenMeetDelivery delivery) => delivery.WebhookName).RequireScreenMeetSignature("apac");
            foreach (var name in new[] { "emea", "apac" })
            {
                app.MapPost($"/{name}/minimal", (HttpContext context, ReceivedEvents receivedEvents) => receivedEvents.Add(context.GetScreenMeetDelivery()!)).RequireScreenMeetSignature(name);
                app.MapPost($"/{name}/delivery", (ScreenMeetDelivery delivery, ReceivedEvents receivedEvents) => receivedEvents.Add(delivery)).RequireScreenMeetSignature(name);
                app.MapGroup($"/{name}").RequireScreenMeetSignature(name).MapPost("group", (ScreenMeetDelivery delivery, ReceivedEvents receivedEvents) => receivedEvents.Add(delivery));
                app.MapScreenMeetWebhook($"/{name}/handlers", name);
            }

            app.MapPost("/emea/delivery-by-attribute", [ScreenMeetWebhook("emea")] (ScreenMeetDelivery delivery, ReceivedEvents receivedEvents) => receivedEvents.Add(delivery));
            app.MapPost("/apac/delivery-by-attribute", [ScreenMeetWebhook("apac")] (ScreenMeetDelivery delivery, ReceivedEvents receivedEvents) => receivedEvents.Add(delivery));
        },
        controllers: [typeof(RegionsController)]);

    [ApiController]
    public sealed class RegionsController(ReceivedEvents receivedEvents) : ControllerBase
    {
        [HttpPost("/emea/attribute"), ScreenMeetWebhook("emea")]
        public void Emea(ScreenMeetEvent[] events) => receivedEvents.Add(events);

        [HttpPost("/apac/attribute"), ScreenMeetWebhook("apac")]
        public void Apac(ScreenMeetEvent[] events) => receivedEvents.Add(events);
    }

    public sealed class DeliveryController(ReceivedEvents receivedEvents) : Controller
    {
        [HttpPost("delivery")]
        public void Receive(ScreenMeetDelivery delivery) => receivedEvents.Add(delivery);
    }

    public sealed class UnknownNameController : Controller
    {
        [HttpPost("/"), ScreenMeetWebhook("EMEA")]
        public int Receive(ScreenMeetEvent[] events) => events.Length;
    }
}
