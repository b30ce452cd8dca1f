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
        Assert.Equal(2, Assert.Single(receiver.Inbox.Received).Length);

        using var forged = await receiver.SendAsync(Signed.Delivery(path, key: "whsk_another_organization"));
        using var unsigned = await receiver.SendAsync(Signed.Post(path, "[]"u8.ToArray()).WithContentType("application/json"));
        Assert.Equal(HttpStatusCode.Unauthorized, forged.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, unsigned.StatusCode);

        using var get = Signed.Delivery(path);
        get.Method = HttpMethod.Put;
        using var put = await receiver.SendAsync(get);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, put.StatusCode);
        Assert.Single(receiver.Inbox.Received);
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

    public abstract class BaseController(Inbox inbox) : Controller
    {
        protected Inbox Inbox { get; } = inbox;

        [HttpPost("/inherited"), ScreenMeetWebhook]
        public void Inherited(ScreenMeetEvent[] events) => Inbox.Add(events);

        [HttpPost("/overridden"), ScreenMeetWebhook]
        public virtual void Overridden(ScreenMeetEvent[] events) => throw new NotSupportedException();
    }

    public sealed class DerivedController(Inbox inbox) : BaseController(inbox)
    {
        public override void Overridden(ScreenMeetEvent[] events) => Inbox.Add(events);
    }

    public sealed class CombinationsController(Inbox inbox) : Controller
    {
        [HttpPost("/http-post"), ScreenMeetWebhook]
        public void HttpPost(ScreenMeetEvent[] events) => inbox.Add(events);

        [AcceptVerbs("POST", "PUT", Route = "/accept-verbs"), ScreenMeetWebhook]
        public void AcceptVerbs(ScreenMeetEvent[] events) => inbox.Add(events);

        [Route("/route-only"), ScreenMeetWebhook]
        public void RouteOnly(ScreenMeetEvent[] events) => inbox.Add(events);

        [Route("/route-and-post"), HttpPost, ScreenMeetWebhook]
        public void RouteAndPost(ScreenMeetEvent[] events) => inbox.Add(events);

        [HttpPost("/two-posts/a"), HttpPost("/two-posts/b"), ScreenMeetWebhook]
        public void TwoPosts(ScreenMeetEvent[] events) => inbox.Add(events);

        [Route("/two-routes/a"), Route("/two-routes/b"), ScreenMeetWebhook]
        public void TwoRoutes(ScreenMeetEvent[] events) => inbox.Add(events);

        [Route("/route-with-two-methods"), HttpPost, HttpPut, ScreenMeetWebhook]
        public void RouteWithTwoMethods(ScreenMeetEvent[] events) => inbox.Add(events);

        [ScreenMeetWebhook, HttpPost("/label-first")]
        public void LabelFirst(ScreenMeetEvent[] events) => inbox.Add(events);

        [HttpPost("/label-on-its-own-line")]
        [ScreenMeetWebhook]
        public void LabelOnItsOwnLine(ScreenMeetEvent[] events) => inbox.Add(events);
    }

    [Area("Sessions"), Route("in-area")]
    public sealed class AreaController(Inbox inbox) : Controller
    {
        [HttpPost("inbox"), ScreenMeetWebhook]
        public void Receive(ScreenMeetEvent[] events) => inbox.Add(events);
    }

    [Area("Sessions")]
    public sealed class AreaConventionalController(Inbox inbox) : Controller
    {
        [ScreenMeetWebhook]
        public void Receive(ScreenMeetEvent[] events) => inbox.Add(events);
    }

    public sealed class ConventionalController(Inbox inbox) : Controller
    {
        [ScreenMeetWebhook]
        public void Receive(ScreenMeetEvent[] events) => inbox.Add(events);

        [HttpPost, ActionName("Renamed"), ScreenMeetWebhook]
        public void ReceiveByAnotherName(ScreenMeetEvent[] events) => inbox.Add(events);
    }
}
