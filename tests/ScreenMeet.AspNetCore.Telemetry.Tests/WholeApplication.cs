using System.Net;
using Microsoft.EntityFrameworkCore;
using ScreenMeet.InboxHarness;
using ScreenMeet.TestHarness;
using ScreenMeet.Webhooks;

namespace ScreenMeet.AspNetCore.Telemetry.Tests;

// An application that has measured everything that there is to measure: with a key provider, handlers that fail, and an inbox with dead events.
public sealed class WholeApplication : IAsyncLifetime
{
    private const string Direct = "/direct";
    private const string Stored = "/stored";
    private const string Failing = "failing";

    private readonly string _directory = Directory.CreateTempSubdirectory("screenmeet-telemetry-").FullName;

    public Scrape Scrape { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var keys = new ChangingKeys();
        await using var receiver = await ObservedReceiver.StartAsync(
            builder =>
            {
                builder.Services.AddSingleton(keys).AddDbContext<AppDbContext>(context => context.UseSqlite($"Data Source={Path.Combine(_directory, "app.db")}"));
                builder.Services.AddScreenMeetWebhooks().AddSigningKeyProvider<ChangingKeys>().AddHandler<FailingHandler>();
                builder.Services.AddScreenMeetWebhooks("inbox", static webhook => (webhook.SigningKey, webhook.PreviousSigningKey) = (Signed.Key, Signed.PreviousKey))
                    .AddHandler<FailingHandler>()
                    .AddInbox<AppDbContext>(static inbox => inbox.MaxAttempts = 1);
            },
            app =>
            {
                using var scope = app.Services.CreateScope();
                scope.ServiceProvider.GetRequiredService<AppDbContext>().Database.EnsureCreated();
                app.UseExceptionHandler(static failed => failed.Run(static _ => Task.CompletedTask));
                app.MapScreenMeetWebhook(Direct);
                app.MapScreenMeetWebhook(Stored, "inbox");
            });

        await receiver.AssertAnswerAsync(Direct, Signed.Key, HttpStatusCode.OK);
        await receiver.AssertAnswerAsync(Direct, Signed.PreviousKey, HttpStatusCode.Unauthorized);
        keys.Fail = true;
        await receiver.AssertAnswerAsync(Direct, Signed.Key, HttpStatusCode.ServiceUnavailable);
        keys.Fail = false;
        using var failed = await receiver.SendAsync(Signed.Delivery(Direct, $$"""[{"type":"{{Failing}}"}]"""));
        using var stored = await receiver.SendAsync(Signed.Delivery(Stored, $$"""[{"type":"room-entered"},{"type":"{{Failing}}"}]"""));
        Assert.Equal([HttpStatusCode.InternalServerError, HttpStatusCode.OK], [failed.StatusCode, stored.StatusCode]);

        // The gauges of the inbox are sampled every ten seconds.
        await Poll.UntilAsync(
            async () =>
            {
                Scrape = await Scrape.ReadAsync(receiver);
                return Scrape.Sum("screenmeet_inbox_event_count", ("screenmeet_inbox_state", "dead")) == 1;
            },
            "a sample of the inbox");
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_directory, recursive: true);
        return default;
    }

    private sealed class ChangingKeys : IScreenMeetSigningKeyProvider
    {
        public bool Fail { get; set; }

        public ValueTask<ScreenMeetSigningKeys> GetSigningKeysAsync(HttpContext context, string webhookName, CancellationToken cancellationToken) =>
            Fail ? throw new TimeoutException("The vault does not answer.") : new(new ScreenMeetSigningKeys(Signed.Key));
    }

    private sealed class FailingHandler : IScreenMeetEventHandler
    {
        public ValueTask HandleAsync(ScreenMeetEvent screenMeetEvent, ScreenMeetEventContext context, CancellationToken cancellationToken) =>
            screenMeetEvent.Type == Failing ? throw new NotSupportedException("The handler fails.") : default;
    }
}
