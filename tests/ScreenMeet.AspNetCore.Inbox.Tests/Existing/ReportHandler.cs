using ScreenMeet.InboxHarness;
using ScreenMeet.Webhooks;

namespace ScreenMeet.AspNetCore.Inbox.Tests.Existing;

// Leaves its changes to the inbox to save. The event 1000 always fails until the test lets it pass.
public sealed class ReportHandler(ReportingDbContext database, ReportHandler.Gate gate) : IScreenMeetEventHandler
{
    public async ValueTask HandleAsync(ScreenMeetEvent screenMeetEvent, ScreenMeetEventContext context, CancellationToken cancellationToken)
    {
        await database.AddAsync(HandlerScripts.EffectOf(screenMeetEvent, context), cancellationToken);
        if (Events.NumberOf(screenMeetEvent) == 1000 && !gate.IsOpen)
        {
            throw new InvalidOperationException("The gate is closed.");
        }
    }

    public sealed class Gate
    {
        public bool IsOpen { get; set; }
    }
}
