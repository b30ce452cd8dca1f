using ScreenMeet.InboxHarness;
using ScreenMeet.Webhooks;

namespace ScreenMeet.AspNetCore.Inbox.Tests;

// A handler that does what the test says, with the application's context.
public sealed class ScriptedHandler(AppDbContext database, HandlerScript script) : IScreenMeetEventHandler
{
    public async ValueTask HandleAsync(ScreenMeetEvent screenMeetEvent, ScreenMeetEventContext context, CancellationToken cancellationToken) =>
        await script(database, screenMeetEvent, context, cancellationToken);
}

public delegate Task HandlerScript(AppDbContext context, ScreenMeetEvent screenMeetEvent, ScreenMeetEventContext eventContext, CancellationToken cancellationToken);

public static class HandlerScripts
{
    // Saves one row for each event.
    public static HandlerScript SaveEffect { get; } = async (context, screenMeetEvent, eventContext, cancellationToken) =>
    {
        context.Effects.Add(EffectOf(screenMeetEvent, eventContext));
        await context.SaveChangesAsync(cancellationToken);
    };

    public static Effect EffectOf(ScreenMeetEvent screenMeetEvent, ScreenMeetEventContext eventContext) => new()
    {
        Session = screenMeetEvent.SessionId ?? "",
        Number = Events.NumberOf(screenMeetEvent),
        Attempt = eventContext.Attempt,
    };
}
