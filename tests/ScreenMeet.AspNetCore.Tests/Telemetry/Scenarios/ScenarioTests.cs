using System.Net;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Tests.Telemetry.Scenarios;

// Deliveries stop arriving, and the application's own telemetry says why: the signs of the right cause are there, and those of no other.
public sealed class ScenarioTests
{
    private static readonly Dictionary<string, (Func<Incident, Task> Happen, Func<Evidence, bool> HasSigns)> s_causes = new()
    {
        ["the key was reset"] = (
            static async incident =>
            {
                for (var i = 0; i < 3; i++)
                {
                    await incident.DeliverAsync(HttpStatusCode.Unauthorized, key: "whsk_9d40f7c36be1825a");
                    incident.Wait(TimeSpan.FromSeconds(20));
                }
            },
            static evidence => evidence.HealthSays(HealthStatus.Degraded, "If the signing key was reset in the ScreenMeet console, set the new one.")
                && evidence.LogSays("DeliveryRefused", "signature_mismatch")
                && evidence.Count("refused.signature_mismatch") > 0
                && evidence.Count("refused.body_rewritten") == 0),

        ["a proxy writes bodies again"] = (
            static async incident =>
            {
                for (var i = 0; i < 3; i++)
                {
                    await incident.DeliverChangedAsync(HttpStatusCode.Unauthorized, static json => json.Replace(",", ", ", StringComparison.Ordinal));
                    incident.Wait(TimeSpan.FromSeconds(20));
                }
            },
            static evidence => evidence.HealthSays(HealthStatus.Degraded, "such as a proxy, writes the JSON of bodies again")
                && evidence.LogSays("DeliveryRefused", "such as a proxy, has written the JSON again")
                && evidence.Count("refused.body_rewritten") > 0),

        ["the payload changed"] = (
            static incident => incident.DeliverAsync(HttpStatusCode.BadRequest, """{"version":2,"events":[]}"""u8.ToArray()),
            static evidence => evidence.HealthSays(HealthStatus.Degraded, "ScreenMeet may have changed its format.")
                && evidence.LogSays("DeliveryUnreadable")
                && evidence.Count("refused.body_unreadable") > 0),

        ["somebody sends forged requests"] = (
            static async incident =>
            {
                for (var second = 0; second < 20; second++)
                {
                    for (var i = 0; i < 25; i++)
                    {
                        await incident.DeliverAsync(HttpStatusCode.Unauthorized, key: "whsk_another_organization");
                    }

                    await incident.DeliverAsync(HttpStatusCode.OK);
                    incident.Wait(TimeSpan.FromSeconds(1));
                }
            },
            static evidence => evidence.HealthSays(HealthStatus.Healthy, null)
                && evidence.LogSays("FurtherRefusals", "further requests to the ScreenMeet webhook with 401: signature_mismatch")
                && evidence.Count("refused.signature_mismatch") > 10 * evidence.Count("accepted")
                && evidence.Log.Count(line => line.Message.Contains("signature_mismatch", StringComparison.Ordinal)) < 5),

        ["the key provider fails"] = (
            static async incident =>
            {
                incident.LetKeyProviderFail();
                await incident.DeliverAsync(HttpStatusCode.ServiceUnavailable);
                await incident.DeliverAsync(HttpStatusCode.ServiceUnavailable);
            },
            static evidence => evidence.HealthSays(HealthStatus.Unhealthy, "The key provider failed for every request of the last 5 minutes.")
                && evidence.LogSays("KeyProviderFailed", "System.TimeoutException was thrown in ScreenMeet.AspNetCore.Tests.Telemetry.ChosenKeys")
                && evidence.Count("key_provider_failed") > 0),

        ["the key provider is slow"] = (
            static async incident =>
            {
                incident.LetKeyProviderTake(TimeSpan.FromSeconds(12));
                await incident.DeliverAsync(HttpStatusCode.OK);
            },
            static evidence => evidence.HealthSays(HealthStatus.Degraded, "The key provider took 5 seconds or longer")
                && evidence.LogSays("KeyProviderSlow", "took 00:00:12 to retrieve")
                && evidence.Count("key_provider_slow") > 0),

        ["a handler fails"] = (
            static async incident =>
            {
                incident.LetHandlerFail();
                await incident.DeliverAsync(HttpStatusCode.InternalServerError);
                await incident.DeliverAsync(HttpStatusCode.InternalServerError);
            },
            static evidence => evidence.HealthSays(HealthStatus.Healthy, null)
                && evidence.Count("refused") == 0
                && evidence.Count("accepted") > 1
                && evidence.Log.Any(line => line is { Level: LogLevel.Error, Exception: TimeoutException { Message: "The database did not answer." } })),
    };

    public static TheoryData<string> Causes => [.. s_causes.Keys];

    [Theory]
    [MemberData(nameof(Causes))]
    public async Task Health_and_log_tell_the_cause(string cause)
    {
        await using var incident = await Incident.StartAsync();
        var before = await incident.CollectAsync();
        Assert.DoesNotContain(s_causes.Values, other => other.HasSigns(before));

        await s_causes[cause].Happen(incident);

        var evidence = await incident.CollectAsync();
        Assert.True(s_causes[cause].HasSigns(evidence), $"{evidence}");
        Assert.Equal([cause], s_causes.Where(other => other.Value.HasSigns(evidence)).Select(other => other.Key));
    }
}
