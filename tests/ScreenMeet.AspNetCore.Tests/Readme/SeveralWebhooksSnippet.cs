using Microsoft.AspNetCore.Mvc;
using ScreenMeet.Webhooks;

namespace ScreenMeet.AspNetCore.Tests.Readme;

internal static class SeveralWebhooksSnippet
{
    public static void Add(WebApplicationBuilder builder)
    {
        builder.Services.AddScreenMeetWebhooks("emea", builder.Configuration.GetSection("ScreenMeet:Emea"));
        builder.Services.AddScreenMeetWebhooks("apac", builder.Configuration.GetSection("ScreenMeet:Apac"));
    }

    public static void Map(WebApplication app)
    {
        app.MapPost("/webhooks/apac", (ScreenMeetDelivery delivery) => delivery.Count).RequireScreenMeetSignature("apac");
    }
}

public sealed class EmeaController : ControllerBase
{
    [HttpPost("webhooks/emea"), ScreenMeetWebhook("emea")]
    public IActionResult Receive(ScreenMeetEvent[] events) => Ok(events.Length);
}
