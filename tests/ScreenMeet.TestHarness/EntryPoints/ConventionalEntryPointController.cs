using Microsoft.AspNetCore.Mvc;
using ScreenMeet.Webhooks;

namespace ScreenMeet.TestHarness;

public sealed class ConventionalEntryPointController(ReceivedEvents receivedEvents) : Controller
{
    public IActionResult Receive(ScreenMeetEvent[] events)
    {
        receivedEvents.Add(events);
        return Ok();
    }
}
