using Microsoft.AspNetCore.Mvc;
using ScreenMeet.Webhooks;

namespace ScreenMeet.AspNetCore.Tests.Harness;

// What user code saw, in its order.
public sealed class Inbox
{
    private readonly List<List<ScreenMeetEvent>> _received = [];

    public IReadOnlyList<ScreenMeetEvent[]> Received
    {
        get
        {
            lock (_received)
            {
                return [.. _received.Select(batch => batch.ToArray())];
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

    // For what gets its events one by one: all of a request go into one batch.
    public void Add(ScreenMeetEvent screenMeetEvent, ref List<ScreenMeetEvent>? batch)
    {
        lock (_received)
        {
            if (batch is null)
            {
                batch = [];
                _received.Add(batch);
            }

            batch.Add(screenMeetEvent);
        }
    }
}

// The ways into an application, each at its own path.
public static class Doors
{
    public const string ApiController = "/api-controller";
    public const string PlainController = "/plain-controller";
    public const string MvcDelivery = "/mvc-delivery";
    public const string UnmarkedMvcDelivery = "/unmarked-mvc-delivery";
    public const string ConventionalRoute = "/conventional-route";
    public const string MinimalApi = "/minimal-api";
    public const string RequiredSignature = "/required-signature";
    public const string Group = "/group/door";
    public const string Handlers = "/handlers";

    public static readonly string[] All =
        [ApiController, PlainController, MvcDelivery, UnmarkedMvcDelivery, ConventionalRoute, MinimalApi, RequiredSignature, Group, Handlers];

    public static readonly Type[] Controllers = [typeof(ApiDoorController), typeof(PlainDoorController), typeof(ConventionalDoorController)];

    public static void Map(WebApplication app)
    {
        app.MapControllers();
        app.MapControllerRoute("conventional", "conventional-route", new { controller = "ConventionalDoor", action = "Receive" }).RequireScreenMeetSignature();
        MapMinimalApi(app);
        app.MapPost(RequiredSignature, Receive).RequireScreenMeetSignature();
        app.MapGroup("/group").RequireScreenMeetSignature().MapPost("/door", Receive);
        app.MapScreenMeetWebhook(Handlers);
    }

    public static void MapMinimalApi(WebApplication app) =>
        app.MapPost(MinimalApi, static (ScreenMeetDelivery delivery, Inbox inbox) => inbox.Add(delivery));

    private static void Receive(HttpContext context, Inbox inbox) => inbox.Add(context.GetScreenMeetDelivery()!);
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

    [HttpPost(Doors.UnmarkedMvcDelivery)]
    public IActionResult ReceiveUnmarked(ScreenMeetDelivery delivery)
    {
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

public sealed class ConventionalDoorController(Inbox inbox) : Controller
{
    public IActionResult Receive(ScreenMeetEvent[] events)
    {
        inbox.Add(events);
        return Ok();
    }
}

public sealed class DoorHandler(Inbox inbox) : IScreenMeetEventHandler
{
    private List<ScreenMeetEvent>? _batch;

    public ValueTask HandleAsync(ScreenMeetEvent screenMeetEvent, ScreenMeetEventContext context, CancellationToken cancellationToken)
    {
        inbox.Add(screenMeetEvent, ref _batch);
        return ValueTask.CompletedTask;
    }
}
