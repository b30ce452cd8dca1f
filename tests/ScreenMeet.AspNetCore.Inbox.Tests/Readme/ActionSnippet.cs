using System.Data.Common;
using Microsoft.AspNetCore.Mvc;

namespace ScreenMeet.AspNetCore.Inbox.Tests.Readme;

[ApiController]
public sealed class ActionSnippetController(IScreenMeetInbox inbox) : ControllerBase
{
    [HttpPost("webhooks/screenmeet"), ScreenMeetWebhook]
    public async Task<IActionResult> Receive(ScreenMeetDelivery delivery, CancellationToken cancellationToken)
    {
        try
        {
            await inbox.AddAsync(delivery, cancellationToken);
            return Ok();
        }
        catch (DbException)
        {
            return StatusCode(StatusCodes.Status503ServiceUnavailable);
        }
    }
}
