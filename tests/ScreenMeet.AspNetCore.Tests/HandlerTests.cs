using System.Net;
using ScreenMeet.TestHarness;
using ScreenMeet.Webhooks;

namespace ScreenMeet.AspNetCore.Tests;

public sealed class HandlerTests
{
    private const string Path = "/webhooks/screenmeet";
    private const string ThreeEvents = """[{"type":"room-entered","id":"1"},{"type":"audio-muted","id":"2"},{"id":"3"},{"type":"room-entered","id":"4"}]""";

    [Fact]
    public async Task Each_event_goes_to_its_handlers_in_the_order_sent_and_registered()
    {
        await using var receiver = await StartAsync(webhook => webhook
            .AddHandler<RoomsHandler>(ScreenMeetEventTypes.RoomEntered)
            .AddHandler<EverythingHandler>()
            .AddHandler<SoundsHandler>(ScreenMeetEventTypes.AudioMuted, ScreenMeetEventTypes.AudioResumed));

        using var response = await receiver.SendAsync(Signed.Delivery(Path, ThreeEvents));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(
            ["Rooms 1", "Everything 1", "Everything 2", "Sounds 2", "Everything 3", "Rooms 4", "Everything 4"],
            receiver.Services.GetRequiredService<Diary>().Lines);
    }

    [Fact]
    public async Task Handlers_are_resolved_from_the_scope_of_the_request()
    {
        await using var receiver = await StartAsync(webhook => webhook.AddHandler<ScopedHandler>());

        for (var i = 0; i < 2; i++)
        {
            using var response = await receiver.SendAsync(Signed.Delivery(Path, ThreeEvents));
        }

        // One scope for each request, and one handler for all of its events.
        var lines = receiver.Services.GetRequiredService<Diary>().Lines;
        Assert.Equal(8, lines.Count);
        Assert.Single(lines.Take(4).Distinct());
        Assert.Single(lines.Skip(4).Distinct());
        Assert.NotEqual(lines[0], lines[4]);
    }

    [Fact]
    public async Task A_handler_that_is_registered_as_something_else_stays_that()
    {
        await using var receiver = await StartAsync(webhook =>
        {
            webhook.Services.AddSingleton<EverythingHandler>();
            return webhook.AddHandler<EverythingHandler>();
        });

        Assert.Same(receiver.Services.GetRequiredService<EverythingHandler>(), receiver.Services.GetRequiredService<EverythingHandler>());
    }

    [Fact]
    public async Task A_handler_that_is_added_twice_gets_an_event_once()
    {
        await using var receiver = await StartAsync(webhook => webhook
            .AddHandler<EverythingHandler>(ScreenMeetEventTypes.RoomEntered)
            .AddHandler<EverythingHandler>(ScreenMeetEventTypes.AudioMuted)
            .AddHandler<EverythingHandler>(ScreenMeetEventTypes.RoomEntered));

        using var response = await receiver.SendAsync(Signed.Delivery(Path, ThreeEvents));

        Assert.Equal(["Everything 1", "Everything 2", "Everything 4"], receiver.Services.GetRequiredService<Diary>().Lines);
    }

    [Theory]
    [InlineData(Server.Kestrel)]
    [InlineData(Server.KestrelHttp2)]
    public async Task The_first_exception_ends_the_request_with_500(Server server)
    {
        await using var receiver = await StartAsync(webhook => webhook.AddHandler<EverythingHandler>().AddHandler<FailingHandler>(ScreenMeetEventTypes.AudioMuted), server);

        using var response = await receiver.SendAsync(Signed.Delivery(Path, ThreeEvents));

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Equal(["Everything 1", "Everything 2"], receiver.Services.GetRequiredService<Diary>().Lines);
        Assert.Contains(receiver.Logs, log => log.Exception is NotSupportedException);
    }

    [Fact]
    public async Task An_event_without_a_handler_counts_as_received()
    {
        await using var receiver = await StartAsync(webhook => webhook.AddHandler<SoundsHandler>("custom-type"));

        using var response = await receiver.SendAsync(Signed.Delivery(Path, ThreeEvents));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Empty(receiver.Services.GetRequiredService<Diary>().Lines);
    }

    [Fact]
    public async Task Event_types_are_compared_exactly()
    {
        await using var receiver = await StartAsync(webhook => webhook.AddHandler<EverythingHandler>("ROOM-ENTERED"));

        using var response = await receiver.SendAsync(Signed.Delivery(Path, ThreeEvents));

        Assert.Empty(receiver.Services.GetRequiredService<Diary>().Lines);
    }

    [Theory]
    [InlineData(null, "the ScreenMeet webhook")]
    [InlineData("emea", "the ScreenMeet webhook 'emea'")]
    public async Task A_webhook_without_a_handler_stops_the_start(string? name, string webhook)
    {
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => Receiver.StartAsync(
            services: builder =>
            {
                builder.Services.AddScreenMeetWebhooks(options => options.SigningKey = Signed.Key);
                builder.Services.AddScreenMeetWebhooks("emea", options => options.SigningKey = Signed.Key);
                builder.Services.AddScreenMeetWebhooks("apac", options => options.SigningKey = Signed.Key).AddHandler<EverythingHandler>();
            },
            pipeline: app =>
            {
                app.UseScreenMeetWebhooks();
                app.MapScreenMeetWebhook(Path, name);
            }));

        Assert.Equal(
            $"SM0004: MapScreenMeetWebhook(\"/webhooks/screenmeet\") maps {webhook}, which has no handler. Call AddHandler<T>() on the builder that AddScreenMeetWebhooks(…) returns for it.",
            exception.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(null)]
    public void A_blank_event_type_is_refused(string? eventType)
    {
        var webhook = new ServiceCollection().AddScreenMeetWebhooks(options => options.SigningKey = Signed.Key);

        Assert.ThrowsAny<ArgumentException>(() => webhook.AddHandler<EverythingHandler>("room-entered", eventType!));
    }

    [Fact]
    public async Task The_token_of_the_request_reaches_the_handler()
    {
        await using var receiver = await StartAsync(webhook => webhook.AddHandler<WaitingHandler>(), Server.Kestrel);
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

        var sending = receiver.Client.SendAsync(Signed.Delivery(Path), cancellation.Token);
        await receiver.Services.GetRequiredService<Diary>().WaitForAsync("waits");
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        await receiver.Services.GetRequiredService<Diary>().WaitForAsync("was cancelled");
    }

    private static Task<Receiver> StartAsync(Func<IScreenMeetWebhooksBuilder, IScreenMeetWebhooksBuilder> handlers, Server server = Server.TestServer) =>
        Receiver.StartAsync(
            server,
            services: builder =>
            {
                builder.Services.AddSingleton<Diary>();
                var webhook = builder.Services.AddScreenMeetWebhooks(options => options.SigningKey = Signed.Key);
                Assert.Same(webhook, handlers(webhook));
            },
            pipeline: app =>
            {
                app.UseScreenMeetWebhooks();
                app.MapScreenMeetWebhook(Path);
            });

    public sealed class Diary
    {
        private readonly List<string> _lines = [];

        public IReadOnlyList<string> Lines
        {
            get
            {
                lock (_lines)
                {
                    return [.. _lines];
                }
            }
        }

        public void Write(string line)
        {
            lock (_lines)
            {
                _lines.Add(line);
            }
        }

        public Task WaitForAsync(string line) => Poll.UntilAsync(() => Lines.Contains(line), $"\"{line}\" in the diary");
    }

    public sealed class RoomsHandler(Diary diary) : IScreenMeetEventHandler
    {
        public ValueTask HandleAsync(ScreenMeetEvent screenMeetEvent, ScreenMeetEventContext context, CancellationToken cancellationToken)
        {
            diary.Write($"Rooms {screenMeetEvent.SessionId}");
            return ValueTask.CompletedTask;
        }
    }

    public sealed class SoundsHandler(Diary diary) : IScreenMeetEventHandler
    {
        public ValueTask HandleAsync(ScreenMeetEvent screenMeetEvent, ScreenMeetEventContext context, CancellationToken cancellationToken)
        {
            diary.Write($"Sounds {screenMeetEvent.SessionId}");
            return ValueTask.CompletedTask;
        }
    }

    public sealed class EverythingHandler(Diary diary) : IScreenMeetEventHandler
    {
        public async ValueTask HandleAsync(ScreenMeetEvent screenMeetEvent, ScreenMeetEventContext context, CancellationToken cancellationToken)
        {
            // Long enough that a handler which nobody waits for would come last.
            await Task.Delay(10, cancellationToken);
            diary.Write($"Everything {screenMeetEvent.SessionId}");
        }
    }

    public sealed class ScopedHandler(Diary diary) : IScreenMeetEventHandler
    {
        private readonly Guid _id = Guid.NewGuid();

        public ValueTask HandleAsync(ScreenMeetEvent screenMeetEvent, ScreenMeetEventContext context, CancellationToken cancellationToken)
        {
            diary.Write($"{_id}");
            return ValueTask.CompletedTask;
        }
    }

    public sealed class FailingHandler : IScreenMeetEventHandler
    {
        public ValueTask HandleAsync(ScreenMeetEvent screenMeetEvent, ScreenMeetEventContext context, CancellationToken cancellationToken) =>
            throw new NotSupportedException("of the handler");
    }

    public sealed class WaitingHandler(Diary diary) : IScreenMeetEventHandler
    {
        public async ValueTask HandleAsync(ScreenMeetEvent screenMeetEvent, ScreenMeetEventContext context, CancellationToken cancellationToken)
        {
            diary.Write("waits");
            try
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }
            finally
            {
                diary.Write("was cancelled");
            }
        }
    }
}
