using System.Net;
using System.Text;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Time.Testing;
using ScreenMeet.TestHarness;
using ScreenMeet.Webhooks;

namespace ScreenMeet.AspNetCore.Tests.Telemetry.Scenarios;

// An application in operation, to which something happens.
internal sealed class Incident : IAsyncDisposable
{
    private const string Path = "/webhooks/screenmeet";

    private readonly Receiver _receiver;
    private readonly FakeTimeProvider _time;
    private readonly ChosenKeys _keys;
    private readonly Handling _handling;

    private Incident(Receiver receiver, FakeTimeProvider time, ChosenKeys keys, Handling handling) =>
        (_receiver, _time, _keys, _handling) = (receiver, time, keys, handling);

    // It has received deliveries for a while.
    public static async Task<Incident> StartAsync()
    {
        var (time, keys, handling) = (new FakeTimeProvider(), new ChosenKeys(), new Handling());
        var receiver = await Receiver.StartAsync(
            services: builder =>
            {
                builder.Services.AddSingleton<TimeProvider>(time).AddSingleton(keys).AddSingleton(handling);
                builder.Services.AddScreenMeetWebhooks().AddSigningKeyProvider<ChosenKeys>().AddHandler<Handling>();
                builder.Services.AddHealthChecks().AddScreenMeetWebhooks("webhooks");
            },
            pipeline: app =>
            {
                // As in production, where no page shows the exception.
                app.UseExceptionHandler(handler => handler.Run(_ => Task.CompletedTask));
                app.UseScreenMeetWebhooks();
                app.MapScreenMeetWebhook(Path);
            });
        var incident = new Incident(receiver, time, keys, handling);
        await incident.DeliverAsync(HttpStatusCode.OK);
        incident.Wait(TimeSpan.FromMinutes(5));
        return incident;
    }

    public void Wait(TimeSpan time) => _time.Advance(time);

    public Task DeliverAsync(HttpStatusCode expected, string key = Signed.Key) => _receiver.AssertAnswerAsync(Path, key, expected);

    // Sent with the signature of the genuine body.
    public async Task DeliverChangedAsync(HttpStatusCode expected, Func<string, string> change)
    {
        using var request = Signed.Delivery(Path);
        request.Content = Signed.Post(Path, Encoding.UTF8.GetBytes(change(Signed.Json))).Content;
        using var response = await _receiver.SendAsync(request);
        Assert.Equal(expected, response.StatusCode);
    }

    public async Task DeliverAsync(HttpStatusCode expected, byte[] body)
    {
        using var response = await _receiver.SendAsync(Signed.Delivery(Path, body));
        Assert.Equal(expected, response.StatusCode);
    }

    public void LetKeyProviderFail() => _keys.Fail("throws");

    public void LetKeyProviderTake(TimeSpan time) => _keys.Get = (_, _) =>
    {
        _time.Advance(time);
        return new(new ScreenMeetSigningKeys(Signed.Key));
    };

    public void LetHandlerFail() => _handling.Fails = true;

    public async Task<Evidence> CollectAsync()
    {
        var report = await _receiver.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken);
        return new(report.Entries["webhooks"], _receiver.Logs);
    }

    public ValueTask DisposeAsync() => _receiver.DisposeAsync();

    private sealed class Handling : IScreenMeetEventHandler
    {
        public bool Fails { get; set; }

        public ValueTask HandleAsync(ScreenMeetEvent screenMeetEvent, ScreenMeetEventContext context, CancellationToken cancellationToken) =>
            Fails ? throw new TimeoutException("The database did not answer.") : default;
    }
}
