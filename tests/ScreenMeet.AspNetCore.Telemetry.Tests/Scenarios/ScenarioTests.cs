using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using ScreenMeet.AspNetCore.Telemetry.Tests.Operations;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Telemetry.Tests.Scenarios;

// From what the application itself says, the cause is told why deliveries are not handled.
public sealed class ScenarioTests
{
    private const int UsualDeliveries = 60;

    private static readonly Dictionary<string, Scenario> s_scenarios = new()
    {
        ["the key was reset"] = new()
        {
            Requests = static () => [Signed.Delivery(ScenarioApplication.Path, key: "whsk_the_key_after_the_reset")],
            Result = "signature_mismatch",
            Alert = "ScreenMeetKeyReset",
            Remedy = "copy the new one from the ScreenMeet console",
        },
        ["a proxy writes the JSON anew"] = new()
        {
            Requests = static () => [Rewritten()],
            Result = "body_rewritten",
            Alert = "ScreenMeetBodyRewritten",
            Remedy = "it must pass bodies on unchanged",
        },
        ["a proxy encodes the bodies"] = new()
        {
            Requests = static () => [Compressed()],
            Result = "body_encoded",
            Alert = "ScreenMeetBodyReencoded",
            Remedy = "Switch it off in the proxy",
        },
        ["the payload has changed"] = new()
        {
            Requests = static () => [Signed.Delivery(ScenarioApplication.Path, """{"events":[]}""")],
            Result = "body_unreadable",
            Alert = "ScreenMeetPayloadDrift",
            Remedy = "ScreenMeet may have changed its format",
        },
        ["a flood of forged requests"] = new()
        {
            Requests = static () => [Signed.Delivery(ScenarioApplication.Path), .. Enumerable.Range(0, 70).Select(static _ => Signed.Delivery(ScenarioApplication.Path, key: "whsk_a_guess"))],
            Result = "signature_mismatch",
            Alert = "ScreenMeetForgedRequests",
            Remedy = "Limit the rate in front",
        },
        ["the key provider is slow"] = new()
        {
            Break = static application => application.LetKeyProviderTake(TimeSpan.FromSeconds(4)),
            Requests = static () => [Signed.Delivery(ScenarioApplication.Path)],
            Result = "accepted",
            Alert = "ScreenMeetKeyProviderSlow",
            Remedy = "Look at the vault",
        },
        ["the key provider fails"] = new()
        {
            Break = static application => application.LetKeyProviderFail(),
            Requests = static () => [Signed.Delivery(ScenarioApplication.Path)],
            Result = "keys_unavailable",
            Alert = "ScreenMeetKeyProviderFailing",
            Remedy = "throw an exception",
        },
        ["a handler fails"] = new()
        {
            Break = static application => application.LetHandlerFail(),
            Requests = static () => [Signed.Delivery(ScenarioApplication.Path)],
            Result = "accepted",
            Alert = "ScreenMeetHandlerFailing",
            Remedy = "The tag error_type is",
        },
    };

    public static TheoryData<string> Causes => [.. s_scenarios.Keys];

    [Theory]
    [MemberData(nameof(Causes))]
    public async Task The_metrics_tell_the_cause_alone(string cause)
    {
        Commands.Require("promtool");
        var scenario = s_scenarios[cause];
        await using var application = await ScenarioApplication.StartAsync();

        var start = await Scrape.ReadAsync(application.Receiver);
        for (var i = 0; i < UsualDeliveries; i++)
        {
            await application.SendAsync(Signed.Delivery(ScenarioApplication.Path));
        }

        var usual = await Scrape.ReadAsync(application.Receiver);
        scenario.Break(application);
        for (var i = 0; i < scenario.Turns; i++)
        {
            foreach (var request in scenario.Requests())
            {
                await application.SendAsync(request);
            }
        }

        var faulty = await Scrape.ReadAsync(application.Receiver);

        Assert.Equal(UsualDeliveries, Counted(usual, "accepted"));
        Assert.True(Counted(faulty, scenario.Result) >= Counted(usual, scenario.Result) + scenario.Turns);
        await AlertSimulation.AssertFiringAsync(start, start, usual);
        await AlertSimulation.AssertFiringAsync(start, usual, faulty, scenario.Alert);
        var message = string.Join(' ', AlertRules.All.Single(rule => rule.Name == scenario.Alert).Annotations.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains(scenario.Remedy, message, StringComparison.Ordinal);
    }

    private static double Counted(Scrape scrape, string result) => scrape.Sum("screenmeet_webhook_deliveries_total", ("screenmeet_webhook_result", result));

    private static HttpRequestMessage Rewritten()
    {
        var request = Signed.Delivery(ScenarioApplication.Path);
        request.Content = new StringContent(JsonNode.Parse(Signed.Json)!.ToString());
        return request;
    }

    private static HttpRequestMessage Compressed()
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionMode.Compress, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(Signed.Json));
        }

        var request = Signed.Delivery(ScenarioApplication.Path);
        request.Content = new ByteArrayContent(compressed.ToArray()) { Headers = { ContentEncoding = { "gzip" } } };
        return request;
    }
}
