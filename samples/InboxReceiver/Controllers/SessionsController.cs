using InboxReceiver.Data;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace InboxReceiver.Controllers;

// Sessions contain personal data, so your application would require a login here.
public sealed class SessionsController(SessionsDbContext database) : Controller
{
    public async Task<IActionResult> Index(CancellationToken cancellationToken)
    {
        var sessions = await database.Sessions.AsNoTracking().OrderByDescending(session => session.LastEventAt).Take(100).ToListAsync(cancellationToken);
        return View(sessions);
    }
}
