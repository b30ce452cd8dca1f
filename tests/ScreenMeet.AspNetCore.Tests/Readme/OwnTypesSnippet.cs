using System.Text.Json;
using Microsoft.AspNetCore.Mvc;

namespace ScreenMeet.AspNetCore.Tests.Readme;

public sealed class OwnTypesController : ControllerBase
{
    [HttpPost("webhooks/screenmeet"), ScreenMeetWebhook]
    public string Receive(ScreenMeetDelivery delivery)
    {
        var events = JsonSerializer.Deserialize<MyEvent[]>(delivery.Body.Span);
        return string.Join(' ', events!.Select(myEvent => myEvent.id));
    }

#pragma warning disable IDE1006 // ScreenMeet's name.
    private sealed record MyEvent(string id);
#pragma warning restore IDE1006
}
