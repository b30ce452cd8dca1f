using System.Net;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Tests;

public sealed class ObserverTests
{
    [Theory]
    [InlineData(Server.TestServer)]
    [InlineData(Server.Kestrel)]
    public async Task Observers_are_told_what_was_accepted_and_what_was_refused(Server server)
    {
        var first = new Recorder();
        var second = new Recorder();
        await using var receiver = await StartAsync(server, first, second);

        foreach (var entryPoint in EntryPoints.All)
        {
            await receiver.AssertAnswerAsync(entryPoint, Signed.Key, HttpStatusCode.OK);
            await receiver.AssertAnswerAsync(entryPoint, "whsk_another_organization", HttpStatusCode.Unauthorized);
        }

        using var unsigned = await receiver.SendAsync(Signed.Post(EntryPoints.MinimalApi, "[]"u8.ToArray()));

        Assert.Equal(first.Accepted, second.Accepted);
        Assert.Equal(EntryPoints.All.Length, first.Accepted.Count);
        Assert.All(first.Accepted, outcome =>
        {
            Assert.Equal(("", (string?)null, (int?)null, (long?)Signed.Json.Length), (outcome.WebhookName, outcome.Reason, outcome.StatusCode, outcome.Size));
            Assert.Equal(2, outcome.Delivery!.Count);
            Assert.NotNull(outcome.Endpoint);
        });
        Assert.Equal(
            [.. EntryPoints.All.Select(_ => ("signature_mismatch", (int?)401, (long?)Signed.Json.Length)), ("signature_missing", 401, null)],
            first.Refused.Select(outcome => (outcome.Reason!, outcome.StatusCode, outcome.Size)));
        Assert.All(first.Refused, outcome => Assert.Null(outcome.Delivery));
        receiver.AssertNoErrors();
    }

    [Fact]
    public async Task The_exception_of_an_observer_is_logged_and_changes_nothing()
    {
        var last = new Recorder();
        await using var receiver = await StartAsync(Server.TestServer, new Failing(), last);

        await receiver.AssertAnswerAsync(EntryPoints.MinimalApi, Signed.Key, HttpStatusCode.OK);
        await receiver.AssertAnswerAsync(EntryPoints.MinimalApi, "whsk_another_organization", HttpStatusCode.Unauthorized);

        Assert.Single(receiver.ReceivedEvents.Batches);
        Assert.Single(last.Accepted);
        Assert.Single(last.Refused);
        var error = Assert.Single(receiver.LogsOfOurs, log => log.Level == LogLevel.Error);
        Assert.Equal("ObserverFailed", error.Id.Name);
        Assert.DoesNotContain("from the request", error.Message, StringComparison.Ordinal);
    }

    private static Task<Receiver> StartAsync(Server server, params ScreenMeetDeliveryObserver[] observers) => Receiver.StartAsync(
        server,
        options: webhook => webhook.SigningKey = Signed.Key,
        services: builder => Array.ForEach(observers, observer => builder.Services.AddSingleton(observer)));

    private sealed class Recorder : ScreenMeetDeliveryObserver
    {
        public List<ScreenMeetDeliveryOutcome> Accepted { get; } = [];

        public List<ScreenMeetDeliveryOutcome> Refused { get; } = [];

        public override void OnAccepted(ScreenMeetDeliveryOutcome outcome) => Accepted.Add(outcome);

        public override void OnRefused(ScreenMeetDeliveryOutcome outcome) => Refused.Add(outcome);
    }

    private sealed class Failing : ScreenMeetDeliveryObserver
    {
        public override void OnAccepted(ScreenMeetDeliveryOutcome outcome) => throw new InvalidOperationException("from the request");

        public override void OnRefused(ScreenMeetDeliveryOutcome outcome) => throw new InvalidOperationException("from the request");
    }
}
