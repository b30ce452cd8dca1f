using System.Net;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Routing;
using ScreenMeet.TestHarness;
using ScreenMeet.Webhooks;

namespace ScreenMeet.AspNetCore.Tests;

// Whatever makes the routes of an action, each of its endpoints keeps the mark.
public sealed class AttributeCombinationTests
{
    private static readonly string[] s_paths =
    [
        "/http-post", "/accept-verbs", "/route-only", "/route-and-post", "/two-posts/a", "/two-posts/b", "/two-routes/a", "/two-routes/b",
        "/route-with-two-methods", "/label-first", "/label-on-its-own-line", "/inherited", "/overridden", "/in-area/inbox", "/in-area-conventionally/AreaConventional/Receive",
        "/conventional/Conventional/Receive", "/conventional/Conventional/Renamed",
    ];

    private static readonly Type[] s_controllers =
        [typeof(CombinationsController), typeof(DerivedController), typeof(AreaController), typeof(AreaConventionalController), typeof(ConventionalController)];

    public static MatrixTheoryData<Server, string> ServersAndPaths => new(Enum.GetValues<Server>(), s_paths);

    [Theory]
    [MemberData(nameof(ServersAndPaths))]
    public async Task Only_signed_deliveries_get_in(Server server, string path)
    {
        await using var receiver = await StartAsync(server);

        using var accepted = await receiver.SendAsync(Signed.Delivery(path));
        Assert.Equal(HttpStatusCode.OK, accepted.StatusCode);
        Assert.Equal(2, Assert.Single(receiver.ReceivedEvents.Batches).Length);

        using var forged = await receiver.SendAsync(Signed.Delivery(path, key: "whsk_another_organization"));
        using var unsigned = await receiver.SendAsync(Signed.Post(path, "[]"u8.ToArray()).WithContentType("application/json"));
        Assert.Equal(HttpStatusCode.Unauthorized, forged.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, unsigned.StatusCode);

        using var get = Signed.Delivery(path);
        get.Method = HttpMethod.Put;
        using var put = await receiver.SendAsync(get);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, put.StatusCode);
        Assert.Single(receiver.ReceivedEvents.Batches);
        receiver.AssertNoErrors();
    }

    [Fact]
    public async Task Every_endpoint_of_a_marked_action_is_marked()
    {
        await using var receiver = await StartAsync(Server.TestServer);

        var endpoints = receiver.Services.GetRequiredService<EndpointDataSource>().Endpoints
            .Where(endpoint => endpoint.Metadata.GetMetadata<ControllerActionDescriptor>() is not null)
            .ToArray();

        Assert.All(endpoints, endpoint => Assert.NotNull(endpoint.Metadata.GetMetadata<ScreenMeetWebhookAttribute>()));
        Assert.Equal(s_paths.Length, endpoints.Length);
    }

    private static Task<Receiver> StartAsync(Server server) => Receiver.StartAsync(
        server,
        pipeline: app =>
        {
            app.UseScreenMeetWebhooks();
            app.MapControllers();
            app.MapAreaControllerRoute("area", "Sessions", "in-area-conventionally/{controller}/{action}");
            app.MapControllerRoute("default", "conventional/{controller}/{action}");
        },
        controllers: s_controllers);

    public abstract class BaseController(ReceivedEvents receivedEvents) : Controller
    {
        protected ReceivedEvents ReceivedEvents { get; } = receivedEvents;

        [HttpPost("/inherited"), ScreenMeetWebhook]
        public void Inherited(ScreenMeetEvent[] events) => ReceivedEvents.Add(events);

        [HttpPost("/overridden"), ScreenMeetWebhook]
        public virtual void Overridden(ScreenMeetEvent[] events) => throw new NotSupportedException();
    }

    public sealed class DerivedController(ReceivedEvents receivedEvents) : BaseController(receivedEvents)
    {
        public override void Overridden(ScreenMeetEvent[] events) => ReceivedEvents.Add(events);
    }

    public sealed class CombinationsController(ReceivedEvents receivedEvents) : Controller
    {
        [HttpPost("/http-post"), ScreenMeetWebhook]
        public void HttpPost(ScreenMeetEvent[] events) => receivedEvents.Add(events);

        [AcceptVerbs("POST", "PUT", Route = "/accept-verbs"), ScreenMeetWebhook]
        public void AcceptVerbs(ScreenMeetEvent[] events) => receivedEvents.Add(events);

        [Route("/route-only"), ScreenMeetWebhook]
        public void RouteOnly(ScreenMeetEvent[] events) => receivedEvents.Add(events);

        [Route("/route-and-post"), HttpPost, ScreenMeetWebhook]
        public void RouteAndPost(ScreenMeetEvent[] events) => receivedEvents.Add(events);

        [HttpPost("/two-posts/a"), HttpPost("/two-posts/b"), ScreenMeetWebhook]
        public void TwoPosts(ScreenMeetEvent[] events) => receivedEvents.Add(events);

        [Route("/two-routes/a"), Route("/two-routes/b"), ScreenMeetWebhook]
        public void TwoRoutes(ScreenMeetEvent[] events) => receivedEvents.Add(events);

        [Route("/route-with-two-methods"), HttpPost, HttpPut, ScreenMeetWebhook]
        public void RouteWithTwoMethods(ScreenMeetEvent[] events) => receivedEvents.Add(events);

        [ScreenMeetWebhook, HttpPost("/label-first")]
        public void LabelFirst(ScreenMeetEvent[] events) => receivedEvents.Add(events);

        [HttpPost("/label-on-its-own-line")]
        [ScreenMeetWebhook]
        public void LabelOnItsOwnLine(ScreenMeetEvent[] events) => receivedEvents.Add(events);
    }

    [Area("Sessions"), Route("in-area")]
    public sealed class AreaController(ReceivedEvents receivedEvents) : Controller
    {
        [HttpPost("inbox"), ScreenMeetWebhook]
        public void Receive(ScreenMeetEvent[] events) => receivedEvents.Add(events);
    }

    [Area("Sessions")]
    public sealed class AreaConventionalController(ReceivedEvents receivedEvents) : Controller
    {
        [ScreenMeetWebhook]
        public void Receive(ScreenMeetEvent[] events) => receivedEvents.Add(events);
    }

    public sealed class ConventionalController(ReceivedEvents receivedEvents) : Controller
    {
        [ScreenMeetWebhook]
        public void Receive(ScreenMeetEvent[] events) => receivedEvents.Add(events);

        [HttpPost, ActionName("Renamed"), ScreenMeetWebhook]
        public void ReceiveByAnotherName(ScreenMeetEvent[] events) => receivedEvents.Add(events);
    }
}
