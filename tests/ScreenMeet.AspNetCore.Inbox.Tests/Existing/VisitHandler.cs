using Microsoft.EntityFrameworkCore;
using ScreenMeet.InboxHarness;
using ScreenMeet.Webhooks;

namespace ScreenMeet.AspNetCore.Inbox.Tests.Existing;

// Adds a visit, loads it again with its notes, and adds one. Each fifth event fails at its first attempt, when everything is saved.
public sealed class VisitHandler(ExistingDbContext database) : IScreenMeetEventHandler
{
    public async ValueTask HandleAsync(ScreenMeetEvent screenMeetEvent, ScreenMeetEventContext context, CancellationToken cancellationToken)
    {
        var added = database.CreateProxy<Visit>(visit =>
        {
            visit.Session = screenMeetEvent.SessionId!;
            visit.Number = Events.NumberOf(screenMeetEvent);
            visit.ReceivedAt = context.ReceivedAt;
        });
        database.Add(added);
        await database.SaveChangesAsync(cancellationToken);

        database.ChangeTracker.Clear();
        var visit = await database.Visits.IgnoreQueryFilters().AsTracking().SingleAsync(visit => visit.Id == added.Id, cancellationToken);
        Assert.Empty(visit.Notes);
        visit.Notes.Add(database.CreateProxy<VisitNote>(note => note.Text = $"attempt {context.Attempt}"));
        await database.SaveChangesAsync(cancellationToken);
        if (Events.NumberOf(screenMeetEvent) % 5 == 0 && context.Attempt == 1)
        {
            throw new InvalidOperationException("The first attempt fails.");
        }
    }
}
