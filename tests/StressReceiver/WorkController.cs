using Microsoft.AspNetCore.Mvc;
using ScreenMeet.AspNetCore;
using ScreenMeet.Webhooks;

namespace StressReceiver;

[ApiController]
public sealed class WorkController(ObservableWork work) : ControllerBase
{
    [HttpPost("api-controller"), ScreenMeetWebhook]
    public async Task<IActionResult> Receive(ScreenMeetEvent[] events)
    {
        await work.DoAsync(events[0]);
        return Ok();
    }
}
