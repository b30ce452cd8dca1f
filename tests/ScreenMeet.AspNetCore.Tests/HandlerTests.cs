using System.Net;
using ScreenMeet.AspNetCore.Tests.Harness;
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
            .AddHandler<Rooms>(ScreenMeetEventTypes.RoomEntered)
            .AddHandler<Everything>()
            .AddHandler<Sounds>(ScreenMeetEventTypes.AudioMuted, ScreenMeetEventTypes.AudioResumed));

        using var response = await receiver.SendAsync(Signed.Delivery(Path, ThreeEvents));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(
            ["Rooms 1", "Everything 1", "Everything 2", "Sounds 2", "Everything 3", "Rooms 4", "Everything 4"],
            receiver.Services.GetRequiredService<Diary>().Lines);
    }

    [Fact]
    public async Task Handlers_are_resolved_from_the_scope_of_the_request()
    {
        await using var receiver = await StartAsync(webhook => webhook.AddHandler<Scoped>());

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
            webhook.Services.AddSingleton<Everything>();
            return webhook.AddHandler<Everything>();
        });

        Assert.Same(receiver.Services.GetRequiredService<Everything>(), receiver.Services.GetRequiredService<Everything>());
    }

    [Fact]
    public async Task A_handler_that_is_added_twice_gets_an_event_once()
    {
        await using var receiver = await StartAsync(webhook => webhook
            .AddHandler<Everything>(ScreenMeetEventTypes.RoomEntered)
            .AddHandler<Everything>(ScreenMeetEventTypes.AudioMuted)
            .AddHandler<Everything>(ScreenMeetEventTypes.RoomEntered));

        using var response = await receiver.SendAsync(Signed.Delivery(Path, ThreeEvents));

        Assert.Equal(["Everything 1", "Everything 2", "Everything 4"], receiver.Services.GetRequiredService<Diary>().Lines);
    }

    [Theory]
    [InlineData(Server.Kestrel)]
    [InlineData(Server.KestrelHttp2)]
    public async Task The_first_exception_ends_the_request_with_500(Server server)
    {
        await using var receiver = await StartAsync(webhook => webhook.AddHandler<Everything>().AddHandler<Fails>(ScreenMeetEventTypes.AudioMuted), server);

        using var response = await receiver.SendAsync(Signed.Delivery(Path, ThreeEvents));

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Equal(["Everything 1", "Everything 2"], receiver.Services.GetRequiredService<Diary>().Lines);
        Assert.Contains(receiver.Logs, log => log.Exception is NotSupportedException);
    }

    [Fact]
    public async Task An_event_without_a_handler_counts_as_received()
    {
        await using var receiver = await StartAsync(webhook => webhook.AddHandler<Sounds>("custom-type"));

        using var response = await receiver.SendAsync(Signed.Delivery(Path, ThreeEvents));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Empty(receiver.Services.GetRequiredService<Diary>().Lines);
    }

    [Fact]
    public async Task Event_types_are_compared_exactly()
    {
        await using var receiver = await StartAsync(webhook => webhook.AddHandler<Everything>("ROOM-ENTERED"));

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
                builder.Services.AddScreenMeetWebhooks("apac", options => options.SigningKey = Signed.Key).AddHandler<Everything>();
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

        Assert.ThrowsAny<ArgumentException>(() => webhook.AddHandler<Everything>("room-entered", eventType!));
    }

    [Fact]
    public async Task The_token_of_the_request_reaches_the_handler()
    {
        await using var receiver = await StartAsync(webhook => webhook.AddHandler<Waits>(), Server.Kestrel);
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

        public async Task WaitForAsync(string line)
        {
            for (var i = 0; i < 200 && !Lines.Contains(line); i++)
            {
                await Task.Delay(50, TestContext.Current.CancellationToken);
            }

            Assert.Contains(line, Lines);
        }
    }

    public sealed class Rooms(Diary diary) : IScreenMeetEventHandler
    {
        public ValueTask HandleAsync(ScreenMeetEvent screenMeetEvent, ScreenMeetEventContext context, CancellationToken cancellationToken)
        {
            diary.Write($"Rooms {screenMeetEvent.SessionId}");
            return ValueTask.CompletedTask;
        }
    }

    public sealed class Sounds(Diary diary) : IScreenMeetEventHandler
    {
        public ValueTask HandleAsync(ScreenMeetEvent screenMeetEvent, ScreenMeetEventContext context, CancellationToken cancellationToken)
        {
            diary.Write($"Sounds {screenMeetEvent.SessionId}");
            return ValueTask.CompletedTask;
        }
    }

    public sealed class Everything(Diary diary) : IScreenMeetEventHandler
    {
        public async ValueTask HandleAsync(ScreenMeetEvent screenMeetEvent, ScreenMeetEventContext context, CancellationToken cancellationToken)
        {
            // Long enough that a handler which nobody waits for would come last.
            await Task.Delay(10, cancellationToken);
            diary.Write($"Everything {screenMeetEvent.SessionId}");
        }
    }

    public sealed class Scoped(Diary diary) : IScreenMeetEventHandler
    {
        private readonly Guid _id = Guid.NewGuid();

        public ValueTask HandleAsync(ScreenMeetEvent screenMeetEvent, ScreenMeetEventContext context, CancellationToken cancellationToken)
        {
            diary.Write($"{_id}");
            return ValueTask.CompletedTask;
        }
    }

    public sealed class Fails : IScreenMeetEventHandler
    {
        public ValueTask HandleAsync(ScreenMeetEvent screenMeetEvent, ScreenMeetEventContext context, CancellationToken cancellationToken) =>
            throw new NotSupportedException("of the handler");
    }

    public sealed class Waits(Diary diary) : IScreenMeetEventHandler
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
