using ScreenMeet.Webhooks;

namespace ScreenMeet.AspNetCore.Tests.Readme;

internal static class HandlerSnippet
{
    public static void Add(WebApplicationBuilder builder)
    {
        builder.Services.AddScreenMeetWebhooks(builder.Configuration.GetSection("ScreenMeet"))
            .AddHandler<RoomHandler>(ScreenMeetEventTypes.RoomEntryRequested, ScreenMeetEventTypes.RoomEntered)
            .AddHandler<AuditHandler>();
    }

    public static void Map(WebApplication app)
    {
        app.MapScreenMeetWebhook("/webhooks/screenmeet");
    }
}

public sealed class RoomHandler(Rooms rooms) : IScreenMeetEventHandler
{
    public async ValueTask HandleAsync(ScreenMeetEvent screenMeetEvent, ScreenMeetEventContext context, CancellationToken cancellationToken)
    {
        // An event can arrive twice.
        if (await rooms.TryBeginAsync(context.WebhookName, screenMeetEvent.Fingerprint, cancellationToken))
        {
            await rooms.EnterAsync(screenMeetEvent.SessionId, cancellationToken);
        }
    }
}

public sealed class AuditHandler(Rooms rooms) : IScreenMeetEventHandler
{
    public ValueTask HandleAsync(ScreenMeetEvent screenMeetEvent, ScreenMeetEventContext context, CancellationToken cancellationToken)
    {
        rooms.Audited++;
        return ValueTask.CompletedTask;
    }
}

public sealed class Rooms
{
    private readonly HashSet<(string, string)> _begun = [];

    public List<string?> Entered { get; } = [];

    public int Audited { get; set; }

    public ValueTask<bool> TryBeginAsync(string webhookName, string fingerprint, CancellationToken cancellationToken) =>
        new(_begun.Add((webhookName, fingerprint)));

    public ValueTask EnterAsync(string? sessionId, CancellationToken cancellationToken)
    {
        Entered.Add(sessionId);
        return ValueTask.CompletedTask;
    }
}
