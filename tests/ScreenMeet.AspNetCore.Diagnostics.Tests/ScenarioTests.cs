using System.Net;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Diagnostics.Tests;

// Deliveries stop arriving, and the page alone says why.
public sealed class ScenarioTests
{
    private static readonly Dictionary<string, Scenario> s_scenarios = new()
    {
        ["the key was reset"] = new(
            static incident => incident.DeliverAsync(HttpStatusCode.Unauthorized, key: "whsk_the_key_after_a_reset"),
            "Check this",
            "Either the key was reset or belongs to another organization"),
        ["a proxy writes bodies again"] = new(
            static incident => incident.DeliverChangedAsync(HttpStatusCode.Unauthorized),
            "Refused",
            "something in front, such as a proxy, reads its JSON and writes it again"),
        ["the payload changed"] = new(
            static incident => incident.DeliverAsync(HttpStatusCode.BadRequest, """{"version":2,"events":[]}"""),
            "Refused",
            "ScreenMeet may have changed its format"),
        ["somebody sends forged requests"] = new(
            static async incident =>
            {
                for (var i = 0; i < 120; i++)
                {
                    await incident.DeliverAsync(HttpStatusCode.Unauthorized, key: "whsk_a_guess");
                }

                await incident.DeliverAsync(HttpStatusCode.OK);
            },
            "Receiving",
            "120 requests since the start"),
        ["the key provider fails"] = new(
            static incident =>
            {
                incident.LetKeyProviderFail();
                return incident.DeliverAsync(HttpStatusCode.ServiceUnavailable);
            },
            "Check this",
            "the key provider returned none, or threw an exception"),
        ["a handler fails"] = new(
            static incident =>
            {
                incident.LetHandlerFail();
                return incident.DeliverAsync(HttpStatusCode.InternalServerError);
            },
            "Your code fails",
            "and answered with 500 because of System.NotSupportedException"),
    };

    public static TheoryData<string> Causes => [.. s_scenarios.Keys];

    [Theory]
    [MemberData(nameof(Causes))]
    public async Task The_page_tells_the_cause_and_no_other(string cause)
    {
        await using var incident = await Incident.StartAsync();
        Assert.Empty(await FindCausesAsync(incident));

        await s_scenarios[cause].HappenAsync(incident);

        Assert.Equal([cause], await FindCausesAsync(incident));
    }

    private static async Task<IEnumerable<string>> FindCausesAsync(Incident incident)
    {
        var text = await incident.ReadTextAsync();
        return s_scenarios
            .Where(scenario => text.Contains($"The webhook {scenario.Value.Verdict} ", StringComparison.Ordinal) && text.Contains(scenario.Value.Explanation, StringComparison.Ordinal))
            .Select(static scenario => scenario.Key);
    }

    private sealed record Scenario(Func<Incident, Task> HappenAsync, string Verdict, string Explanation);

    // An application that has received a delivery, and to which something happens.
    private sealed class Incident : IAsyncDisposable
    {
        private readonly DiagnosedApp _app;
        private readonly Surroundings _surroundings;

        private Incident(DiagnosedApp app, Surroundings surroundings) => (_app, _surroundings) = (app, surroundings);

        public static async Task<Incident> StartAsync()
        {
            var surroundings = new Surroundings();
            var app = await DiagnosedApp.StartAsync(
                builder => builder.Services.AddSingleton(surroundings).AddScreenMeetWebhooks().AddSigningKeyProvider<Surroundings>(),
                app =>
                {
                    app.UseExceptionHandler("/error");
                    app.Map("/error", static () => Results.Problem());
                    app.UseScreenMeetWebhooks();
                    app.MapPost(DiagnosedApp.Webhook, (ScreenMeetDelivery delivery) => surroundings.HandlerFails ? throw new NotSupportedException() : delivery.Count);
                    app.MapScreenMeetDiagnostics(DiagnosedApp.Page);
                });
            var incident = new Incident(app, surroundings);
            await incident.DeliverAsync(HttpStatusCode.OK);
            return incident;
        }

        public async Task DeliverAsync(HttpStatusCode expected, string json = Signed.Json, string key = Signed.Key) =>
            Assert.Equal(expected, await _app.DeliverAsync(json, key));

        // Has the signature of the genuine body.
        public async Task DeliverChangedAsync(HttpStatusCode expected)
        {
            using var request = Signed.Delivery(DiagnosedApp.Webhook);
            request.Content = new StringContent(Signed.Json.Replace(",", ", ", StringComparison.Ordinal));
            using var response = await _app.Client.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal(expected, response.StatusCode);
        }

        public void LetKeyProviderFail() => _surroundings.KeyProviderFails = true;

        public void LetHandlerFail() => _surroundings.HandlerFails = true;

        public Task<string> ReadTextAsync() => _app.ReadTextAsync();

        public ValueTask DisposeAsync() => _app.DisposeAsync();
    }

    private sealed class Surroundings : IScreenMeetSigningKeyProvider
    {
        public bool KeyProviderFails { get; set; }

        public bool HandlerFails { get; set; }

        public ValueTask<ScreenMeetSigningKeys> GetSigningKeysAsync(HttpContext context, string webhookName, CancellationToken cancellationToken) =>
            KeyProviderFails ? throw new TimeoutException("The vault does not answer.") : new(new ScreenMeetSigningKeys(Signed.Key));
    }
}
