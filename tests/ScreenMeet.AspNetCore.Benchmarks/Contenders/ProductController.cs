using Microsoft.AspNetCore.Mvc;
using ScreenMeet.Webhooks;

namespace ScreenMeet.AspNetCore.Benchmarks;

[ApiController]
public sealed class ProductController : ControllerBase
{
    [HttpPost("/mvc/four"), ScreenMeetWebhook]
    public IActionResult Four(ScreenMeetEvent[] events)
    {
        Sink.Value = Handlers.ReadFour(events);
        return Ok();
    }

    [HttpPost("/mvc/all"), ScreenMeetWebhook]
    public IActionResult All(ScreenMeetEvent[] events)
    {
        Sink.Value = Handlers.ReadAll(events);
        return Ok();
    }
}
