using ScreenMeet.Webhooks;

namespace ScreenMeet.AspNetCore.Tests.Readme;

internal static class RequiredSignatureSnippet
{
    public static void Map(WebApplication app)
    {
        var webhooks = app.MapGroup("/webhooks").RequireScreenMeetSignature();

        webhooks.MapPost("/screenmeet", (HttpContext context) =>
        {
            var delivery = context.GetScreenMeetDelivery()!;
            return Results.Ok(delivery.Count(e => e.Type == ScreenMeetEventTypes.RoomEntered));
        });
    }
}
