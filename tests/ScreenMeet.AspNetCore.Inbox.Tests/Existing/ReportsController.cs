using System.Data.Common;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace ScreenMeet.AspNetCore.Inbox.Tests.Existing;

public sealed class ReportsController(IScreenMeetInbox inbox, ExistingDbContext database) : Controller
{
    [HttpPost("webhooks/reports"), ScreenMeetWebhook("reports")]
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

    // What a request finds in a context that the inbox may have used before.
    [HttpGet("leaks")]
    public string Leaks() => $"{database.Database.CurrentTransaction is not null} {database.ChangeTracker.Entries().Count()} {database.Database.GetDbConnection().State}";
}
