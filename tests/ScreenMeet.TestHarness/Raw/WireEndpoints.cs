using System.Text;
using Microsoft.AspNetCore.Mvc;
using ScreenMeet.AspNetCore;

namespace ScreenMeet.TestHarness;

// The endpoints that the cases send to. A response with 200 contains the type of the first event.
public static class WireEndpoints
{
    public const int SmallLimit = 100;

    public const string OtherName = "other";
    public const string OtherKey = "whsk_of_another_organization";

    public static void AddTo(WebApplicationBuilder builder) =>
        builder.Services.AddScreenMeetWebhooks(OtherName, webhook => webhook.SigningKey = OtherKey);

    public static void MapTo(WebApplication app)
    {
        app.MapControllers();
        app.MapPost("/door", Receive);
        app.MapPost("/other", Receive).RequireScreenMeetSignature(OtherName);
        app.Map("/any-method", ReceiveMarked).RequireScreenMeetSignature();
        app.MapPost("/small", Receive).WithMetadata(new RequestSizeLimitAttribute(SmallLimit));
        app.MapPost("/larger", Receive).WithMetadata(new RequestSizeLimitAttribute(1_000_000));
        app.MapPost("/unlimited", Receive).WithMetadata(new DisableRequestSizeLimitAttribute());
        app.MapPost("/until-gone", async (ScreenMeetDelivery delivery, ReceivedEvents receivedEvents, HttpContext context) =>
        {
            receivedEvents.Add(delivery);
            await GoneAsync(context);
        });
        app.Map("/unmarked", async (HttpContext context) => $"unmarked: {await new StreamReader(context.Request.Body, Encoding.Latin1).ReadToEndAsync()}");
    }

    // Buffers the body of a request with the header X-Buffer, as some middleware does.
    public static void BufferIfAsked(HttpContext context)
    {
        if (context.Request.Headers.ContainsKey("X-Buffer"))
        {
            context.Request.EnableBuffering();
        }
    }

    // Waits until the client has disconnected. It does not throw, because the cases do not test the exception of a cancelled handler.
    public static async Task GoneAsync(HttpContext context)
    {
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = context.RequestAborted.UnsafeRegister(_ => gone.SetResult(), null);
        await gone.Task;
    }

    private static string ReceiveMarked(HttpContext context, ReceivedEvents receivedEvents) => Receive(context.GetScreenMeetDelivery()!, receivedEvents);

    private static string Receive(ScreenMeetDelivery delivery, ReceivedEvents receivedEvents)
    {
        receivedEvents.Add(delivery);
        return delivery is [{ Type: { } type }, ..] ? type : "";
    }
}
