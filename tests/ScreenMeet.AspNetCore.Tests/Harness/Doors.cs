using Microsoft.AspNetCore.Mvc;
using ScreenMeet.Webhooks;

namespace ScreenMeet.AspNetCore.Tests.Harness;

// What user code saw, in its order.
public sealed class Inbox
{
    private readonly List<ScreenMeetEvent[]> _received = [];

    public IReadOnlyList<ScreenMeetEvent[]> Received
    {
        get
        {
            lock (_received)
            {
                return [.. _received];
            }
        }
    }

    public void Add(IEnumerable<ScreenMeetEvent> events)
    {
        lock (_received)
        {
            _received.Add([.. events]);
        }
    }
}

// The ways into an application, each at its own path.
public static class Doors
{
    public const string ApiController = "/api-controller";
    public const string PlainController = "/plain-controller";
    public const string MvcDelivery = "/mvc-delivery";
    public const string MinimalApi = "/minimal-api";

    public static readonly string[] All = [ApiController, PlainController, MvcDelivery, MinimalApi];

    public static readonly Type[] Controllers = [typeof(ApiDoorController), typeof(PlainDoorController)];

    public static void MapMinimalApis(WebApplication app) =>
        app.MapPost(MinimalApi, static (ScreenMeetDelivery delivery, Inbox inbox) => inbox.Add(delivery));
}

[ApiController]
public sealed class ApiDoorController(Inbox inbox) : ControllerBase
{
    [HttpPost(Doors.ApiController), ScreenMeetWebhook]
    public IActionResult Receive(ScreenMeetEvent[] events)
    {
        inbox.Add(events);
        return Ok();
    }

    [HttpPost(Doors.MvcDelivery), ScreenMeetWebhook]
    public IActionResult Receive(ScreenMeetDelivery delivery, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        inbox.Add(delivery);
        return Ok();
    }
}

public sealed class PlainDoorController(Inbox inbox) : Controller
{
    [HttpPost(Doors.PlainController), ScreenMeetWebhook]
    public IActionResult Receive(ScreenMeetEvent[] events)
    {
        inbox.Add(events);
        return Ok();
    }
}
