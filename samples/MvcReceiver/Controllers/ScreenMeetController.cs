using Microsoft.AspNetCore.Mvc;
using ScreenMeet.AspNetCore;
using ScreenMeet.Webhooks;

namespace MvcReceiver.Controllers;

[ApiController]
public sealed class ScreenMeetController : ControllerBase
{
    [HttpPost("webhooks/screenmeet"), ScreenMeetWebhook]
    public async Task<IActionResult> Receive(ScreenMeetEvent[] events, CancellationToken cancellationToken)
    {
        foreach (var screenMeetEvent in events)
        {
            await Console.Out.WriteLineAsync(Describe(screenMeetEvent).AsMemory(), cancellationToken);
        }

        return Ok();
    }

    private static string Describe(ScreenMeetEvent screenMeetEvent) =>
        $"{screenMeetEvent.Timestamp:u} {screenMeetEvent.Type}: session {screenMeetEvent.SessionId} ({screenMeetEvent.Status}) {screenMeetEvent.Message}";
}
