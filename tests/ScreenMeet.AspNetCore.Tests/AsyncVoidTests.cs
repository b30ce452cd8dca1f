using Microsoft.AspNetCore.Mvc;
using ScreenMeet.TestHarness;
using ScreenMeet.Webhooks;

namespace ScreenMeet.AspNetCore.Tests;

// Such a method is answered with 200 at its first await, and its exception ends the process.
public sealed class AsyncVoidTests
{
    [Theory]
    [InlineData(typeof(MarkedController))]
    [InlineData(typeof(DeliveryController))]
    public async Task An_async_void_action_stops_the_start(Type controller)
    {
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => Receiver.StartAsync(controllers: [controller], pipeline: Usual));

        Assert.Equal(
            $"SM0018: '{controller.FullName}.Receive (ScreenMeet.AspNetCore.Tests)' is marked as a ScreenMeet webhook, but is async void, so it answers before it has finished, and its exceptions end the process. Return a Task.",
            exception.Message);
    }

    [Fact]
    public async Task An_async_void_handler_stops_the_start()
    {
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => Receiver.StartAsync(pipeline: app =>
        {
            app.UseScreenMeetWebhooks();
            app.MapPost("/delivery", async void (ScreenMeetDelivery delivery) => await Task.Delay(delivery.Count));
            app.MapPost("/group", async void () => await Task.Yield()).RequireScreenMeetSignature();
        }));

        Assert.Contains("SM0018: 'HTTP: POST /delivery' ", exception.Message, StringComparison.Ordinal);
        Assert.Contains("SM0018: 'HTTP: POST /group' ", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Void_methods_that_are_not_async_and_other_endpoints_start()
    {
        await using var receiver = await Receiver.StartAsync(controllers: [typeof(OtherController)], pipeline: app =>
        {
            Usual(app);
            app.MapPost("/void", (ScreenMeetDelivery delivery, ReceivedEvents receivedEvents) => receivedEvents.Add(delivery));
        });

        using var response = await receiver.SendAsync(Signed.Delivery("/void"));

        Assert.Single(receiver.ReceivedEvents.Batches);
    }

    private static void Usual(WebApplication app)
    {
        app.UseScreenMeetWebhooks();
        app.MapControllers();
    }

    public sealed class MarkedController : Controller
    {
        [HttpPost("/async-void"), ScreenMeetWebhook]
        public async void Receive(ScreenMeetEvent[] events) => await Task.Delay(events.Length);
    }

    public sealed class DeliveryController : Controller
    {
        [HttpPost("/async-void")]
        public async void Receive(ScreenMeetDelivery delivery) => await Task.Delay(delivery.Count);
    }

    public sealed class OtherController : Controller
    {
        [HttpPost("/marked"), ScreenMeetWebhook]
        public void Receive(ScreenMeetEvent[] events) => _ = events;

        [HttpPost("/unmarked")]
        public async void Other() => await Task.Yield();
    }
}
