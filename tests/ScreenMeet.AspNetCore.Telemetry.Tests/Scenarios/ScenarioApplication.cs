using Microsoft.Extensions.Time.Testing;
using ScreenMeet.TestHarness;
using ScreenMeet.Webhooks;

namespace ScreenMeet.AspNetCore.Telemetry.Tests.Scenarios;

// An application whose surroundings a scenario can break: its key provider, its handler, its clock.
internal sealed class ScenarioApplication : IAsyncDisposable
{
    public const string Path = "/webhooks/screenmeet";

    private readonly Surroundings _surroundings;

    private ScenarioApplication(Receiver receiver, Surroundings surroundings)
    {
        Receiver = receiver;
        _surroundings = surroundings;
    }

    public Receiver Receiver { get; }

    public static async Task<ScenarioApplication> StartAsync()
    {
        var surroundings = new Surroundings();
        var receiver = await ObservedReceiver.StartAsync(
            builder =>
            {
                builder.Services.AddSingleton(surroundings).AddSingleton<TimeProvider>(surroundings.Clock);
                builder.Services.AddScreenMeetWebhooks().AddSigningKeyProvider<KeyProvider>().AddHandler<Handler>();
            },
            static app =>
            {
                app.UseExceptionHandler(static failed => failed.Run(static _ => Task.CompletedTask));
                app.MapScreenMeetWebhook(Path);
            });
        return new(receiver, surroundings);
    }

    public void LetKeyProviderTake(TimeSpan time) => _surroundings.KeyProviderTime = time;

    public void LetKeyProviderFail() => _surroundings.KeyProviderFailure = new TimeoutException("The vault does not answer.");

    public void LetHandlerFail() => _surroundings.HandlerFailure = new NotSupportedException("The handler fails.");

    // Deliveries do not come all at once.
    public async Task SendAsync(HttpRequestMessage request)
    {
        _surroundings.Clock.Advance(TimeSpan.FromSeconds(15));
        using var response = await Receiver.SendAsync(request);
    }

    public ValueTask DisposeAsync() => Receiver.DisposeAsync();

    private sealed class Surroundings
    {
        public FakeTimeProvider Clock { get; } = new(DateTimeOffset.UtcNow);

        public TimeSpan KeyProviderTime { get; set; } = TimeSpan.FromMilliseconds(3);

        public Exception? KeyProviderFailure { get; set; }

        public Exception? HandlerFailure { get; set; }
    }

    private sealed class KeyProvider(Surroundings surroundings) : IScreenMeetSigningKeyProvider
    {
        public ValueTask<ScreenMeetSigningKeys> GetSigningKeysAsync(HttpContext context, string webhookName, CancellationToken cancellationToken)
        {
            surroundings.Clock.Advance(surroundings.KeyProviderTime);
            return surroundings.KeyProviderFailure is { } failure ? throw failure : new(new ScreenMeetSigningKeys(Signed.Key));
        }
    }

    private sealed class Handler(Surroundings surroundings) : IScreenMeetEventHandler
    {
        public ValueTask HandleAsync(ScreenMeetEvent screenMeetEvent, ScreenMeetEventContext context, CancellationToken cancellationToken) =>
            surroundings.HandlerFailure is { } failure ? throw failure : default;
    }
}
