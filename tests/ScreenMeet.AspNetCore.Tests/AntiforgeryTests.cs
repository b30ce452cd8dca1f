using System.Net;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Mvc;
using ScreenMeet.TestHarness;
using ScreenMeet.Webhooks;

namespace ScreenMeet.AspNetCore.Tests;

// ScreenMeet cannot send an antiforgery token, so none is asked for, whatever an application puts on its actions.
public sealed class AntiforgeryTests
{
    public static TheoryData<Type> Controllers =>
    [
        typeof(TokenOnActionController), typeof(TokenOnClassController), typeof(MiddlewareTokenOnClassController), typeof(AutomaticTokenController),
    ];

    [Theory]
    [MemberData(nameof(Controllers))]
    public async Task A_marked_action_needs_no_token(Type controller)
    {
        await using var receiver = await Receiver.StartAsync(
            options: webhook => webhook.SigningKey = Signed.Key,
            services: builder => builder.Services.AddAntiforgery(),
            controllers: [controller],
            pipeline: app =>
            {
                app.UseRouting();
                app.UseAntiforgery();
                app.UseScreenMeetWebhooks();
                app.MapControllers();
            });

        foreach (var contentType in new[] { "text/plain", "application/x-www-form-urlencoded" })
        {
            using var accepted = await receiver.SendAsync(Signed.Delivery("/token").WithContentType(contentType));
            using var forged = await receiver.SendAsync(Signed.Delivery("/token", key: "whsk_another_organization").WithContentType(contentType));

            Assert.Equal(HttpStatusCode.OK, accepted.StatusCode);
            Assert.Equal(HttpStatusCode.Unauthorized, forged.StatusCode);
        }

        receiver.AssertNoErrors();
    }

    public sealed class TokenOnActionController : Controller
    {
        [HttpPost("/token"), ScreenMeetWebhook, ValidateAntiForgeryToken]
        public int Receive(ScreenMeetEvent[] events) => events.Length;
    }

    [ValidateAntiForgeryToken]
    public sealed class TokenOnClassController : Controller
    {
        [HttpPost("/token"), ScreenMeetWebhook]
        public int Receive(ScreenMeetEvent[] events) => events.Length;
    }

    [RequireAntiforgeryToken]
    public sealed class MiddlewareTokenOnClassController : Controller
    {
        [HttpPost("/token"), ScreenMeetWebhook]
        public int Receive(ScreenMeetEvent[] events) => events.Length;
    }

    [AutoValidateAntiforgeryToken]
    public sealed class AutomaticTokenController : Controller
    {
        [HttpPost("/token")]
        public int Receive(ScreenMeetDelivery delivery) => delivery.Count;
    }
}
