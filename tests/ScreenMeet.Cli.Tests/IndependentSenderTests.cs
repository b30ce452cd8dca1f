using ScreenMeet.TestHarness;

namespace ScreenMeet.Cli.Tests;

// Deliveries that other languages sign and post, each with its own library, to the running sample.
public sealed class IndependentSenderTests(IndependentSenderTests.Sample sample) : IClassFixture<IndependentSenderTests.Sample>
{
    private const string Body = """[{"type":"session-note","ts":"2021-08-09T16:45:57.000Z","id":"SESSION","status":"active","message":"Prüfung – naïve ☂ 日本"}]""";

    public static MatrixTheoryData<string, string> Senders => new(IndependentSender.All.Select(sender => sender.Name), ["hex", "base64"]);

    [Theory]
    [MemberData(nameof(Senders))]
    public async Task What_another_language_signs_is_received(string name, string encoding)
    {
        var sender = IndependentSender.Require(name);
        var session = $"{Guid.NewGuid():N}";
        var body = Body.Replace("SESSION", session, StringComparison.Ordinal);
        var url = new Uri(sample.Running.Address, "/webhooks/screenmeet");

        var accepted = await sender.PostAsync(url, body, await sender.SignAsync(body, Signed.SampleKey, encoding));
        var refused = await sender.PostAsync(url, body, await sender.SignAsync(body, "whsk_another_organization", encoding));

        Assert.Equal(("200", "401"), (accepted, refused));
        await sample.Running.WaitForOutputAsync($"2021-08-09 16:45:57Z session-note: session {session} (active) Prüfung – naïve ☂ 日本");
    }

    public sealed class Sample : IAsyncLifetime
    {
        public RunningSample Running { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Running = await RunningSample.StartAsync("MvcReceiver");

        public ValueTask DisposeAsync() => Running.DisposeAsync();
    }
}
