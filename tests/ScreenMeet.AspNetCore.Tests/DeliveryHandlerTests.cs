using System.Net;
using ScreenMeet.TestHarness;
using ScreenMeet.Webhooks;

namespace ScreenMeet.AspNetCore.Tests;

// What a mapped webhook does with a delivery, and what handlers know of an event.
public sealed class DeliveryHandlerTests
{
    [Fact]
    public async Task A_handler_is_told_where_an_event_comes_from()
    {
        await using var receiver = await StartAsync(webhook => webhook.AddHandler<Recorder>());
        var before = TimeProvider.System.GetUtcNow();

        await receiver.AssertAnswerAsync("/emea", Signed.Key, HttpStatusCode.OK);

        var contexts = receiver.Services.GetRequiredService<Record>().Contexts;
        Assert.Equal([0, 1], contexts.Select(context => context.Index));
        Assert.All(contexts, context =>
        {
            Assert.Equal("emea", context.WebhookName);
            Assert.Equal(1, context.Attempt);

            // printf '%s' '[{"type":"room-entered",…},{"type":"audio-muted","id":"HUiUti"}]' | openssl dgst -sha256
            Assert.Equal("623ca715e53e1725de3daa167d3d2f624a4ff37c7b0423047613f05b98cd419f", context.DeliveryFingerprint);
            Assert.InRange(context.ReceivedAt, before, TimeProvider.System.GetUtcNow());
        });
    }

    [Fact]
    public async Task A_delivery_handler_takes_the_delivery_in_place_of_the_handlers()
    {
        await using var receiver = await StartAsync(webhook => webhook.AddHandler<Recorder>().AddDeliveryHandler<Storing>().AddDeliveryHandler<Storing>());

        await receiver.AssertAnswerAsync("/emea", "whsk_another_organization", HttpStatusCode.Unauthorized);
        await receiver.AssertAnswerAsync("/emea", Signed.Key, HttpStatusCode.Accepted);

        var record = receiver.Services.GetRequiredService<Record>();
        Assert.Empty(record.Contexts);
        Assert.Equal(2, Assert.Single(record.Deliveries).Count);
    }

    [Fact]
    public async Task An_exception_of_a_delivery_handler_is_the_applications_own_500()
    {
        await using var receiver = await StartAsync(webhook => webhook.AddDeliveryHandler<Failing>(), Server.Kestrel);

        await receiver.AssertAnswerAsync("/emea", Signed.Key, HttpStatusCode.InternalServerError);
    }

    [Fact]
    public void A_webhook_has_one_delivery_handler()
    {
        var webhook = new ServiceCollection().AddScreenMeetWebhooks().AddDeliveryHandler<Storing>();

        var exception = Assert.Throws<InvalidOperationException>(() => webhook.AddDeliveryHandler<Failing>());

        Assert.StartsWith("SM0027: The ScreenMeet webhook has two delivery handlers, ", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_worker_dispatches_a_stored_event_to_the_handlers_of_its_webhook()
    {
        await using var receiver = await StartAsync(webhook => webhook.AddHandler<Recorder>("room-entered"));
        var dispatcher = receiver.Services.GetRequiredService<ScreenMeetEventDispatcher>();
        await using var scope = receiver.Services.CreateAsyncScope();

        foreach (var (webhook, type) in new[] { ("emea", "room-entered"), ("emea", "audio-muted"), ("", "room-entered") })
        {
            var stored = ScreenMeetEventParser.ParseEvent(System.Text.Encoding.UTF8.GetBytes($$"""{"type":"{{type}}"}"""));
            await dispatcher.DispatchAsync(
                scope.ServiceProvider, stored, new ScreenMeetEventContext { WebhookName = webhook, Attempt = 3 }, TestContext.Current.CancellationToken);
        }

        Assert.Equal(3, Assert.Single(receiver.Services.GetRequiredService<Record>().Contexts).Attempt);
    }

    private static Task<Receiver> StartAsync(Action<IScreenMeetWebhooksBuilder> configure, Server server = Server.TestServer) => Receiver.StartAsync(
        server,
        services: builder =>
        {
            builder.Services.AddSingleton<Record>();
            configure(builder.Services.AddScreenMeetWebhooks("emea", webhook => webhook.SigningKey = Signed.Key));
        },
        pipeline: app =>
        {
            app.UseScreenMeetWebhooks();
            app.MapScreenMeetWebhook("/emea", "emea");
        });

    private sealed class Record
    {
        public List<ScreenMeetEventContext> Contexts { get; } = [];

        public List<ScreenMeetDelivery> Deliveries { get; } = [];
    }

    private sealed class Recorder(Record record) : IScreenMeetEventHandler
    {
        public ValueTask HandleAsync(ScreenMeetEvent screenMeetEvent, ScreenMeetEventContext context, CancellationToken cancellationToken)
        {
            record.Contexts.Add(context);
            return default;
        }
    }

    private sealed class Storing(Record record) : IScreenMeetDeliveryHandler
    {
        public ValueTask HandleAsync(ScreenMeetDelivery delivery, HttpContext context, CancellationToken cancellationToken)
        {
            record.Deliveries.Add(delivery);
            context.Response.StatusCode = StatusCodes.Status202Accepted;
            return default;
        }
    }

    private sealed class Failing : IScreenMeetDeliveryHandler
    {
        public ValueTask HandleAsync(ScreenMeetDelivery delivery, HttpContext context, CancellationToken cancellationToken) => throw new TimeoutException();
    }
}
