using Microsoft.AspNetCore.Mvc;
using ScreenMeet.AspNetCore;
using ScreenMeet.Webhooks;

namespace ScreenMeet.TestHarness;

[ApiController]
public sealed class ApiEntryPointController(ReceivedEvents receivedEvents) : ControllerBase
{
    [HttpPost(EntryPoints.ApiController), ScreenMeetWebhook]
    public IActionResult Receive(ScreenMeetEvent[] events)
    {
        receivedEvents.Add(events);
        return Ok();
    }

    [HttpPost(EntryPoints.MvcDelivery), ScreenMeetWebhook]
    public IActionResult Receive(ScreenMeetDelivery delivery, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        receivedEvents.Add(delivery);
        return Ok();
    }

    [HttpPost(EntryPoints.UnmarkedMvcDelivery)]
    public IActionResult ReceiveUnmarked(ScreenMeetDelivery delivery)
    {
        receivedEvents.Add(delivery);
        return Ok();
    }
}
