using Microsoft.EntityFrameworkCore;
using ScreenMeet.InboxHarness;
using ScreenMeet.Webhooks;

namespace ScreenMeet.AspNetCore.Inbox.Tests;

// Saves one row for each event through a context of any kind, and fails for events of the type "fails".
public sealed class EffectHandler<TContext>(TContext database) : IScreenMeetEventHandler
    where TContext : DbContext
{
    public const string Fails = "fails";

    public async ValueTask HandleAsync(ScreenMeetEvent screenMeetEvent, ScreenMeetEventContext context, CancellationToken cancellationToken)
    {
        database.Add(HandlerScripts.EffectOf(screenMeetEvent, context));
        await database.SaveChangesAsync(cancellationToken);
        if (screenMeetEvent.Type == Fails)
        {
            throw new InvalidOperationException("This event fails.");
        }
    }
}
