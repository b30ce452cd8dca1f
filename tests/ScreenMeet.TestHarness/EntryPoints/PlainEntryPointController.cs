using Microsoft.AspNetCore.Mvc;
using ScreenMeet.AspNetCore;
using ScreenMeet.Webhooks;

namespace ScreenMeet.TestHarness;

public sealed class PlainEntryPointController(ReceivedEvents receivedEvents) : Controller
{
    [HttpPost(EntryPoints.PlainController), ScreenMeetWebhook]
    public IActionResult Receive(ScreenMeetEvent[] events)
    {
        receivedEvents.Add(events);
        return Ok();
    }
}
