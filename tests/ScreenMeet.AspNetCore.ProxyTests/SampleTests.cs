using System.Net;
using System.Text;
using ScreenMeet.AspNetCore.ProxyTests.Proxies;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.ProxyTests;

// The configurations that the README shows, in front of the sample that it begins with.
public sealed class SampleTests(SampleTests.Sample sample) : IClassFixture<SampleTests.Sample>
{
    private const string Path = ReceivingServer.Path;

    // Longer than Kestrel's grace period for slow bodies.
    private static readonly TimeSpan s_slow = TimeSpan.FromSeconds(7);

    [Fact]
    public Task The_sample_receives_behind_nginx() => AssertReceivesAsync(new Nginx());

    [Fact]
    public Task The_sample_receives_behind_HAProxy() => AssertReceivesAsync(new HAProxy());

    [Fact]
    public Task The_sample_receives_behind_Caddy() => AssertReceivesAsync(new Caddy());

    private async Task AssertReceivesAsync(Proxy notStarted)
    {
        await using var proxy = notStarted;
        Commands.Require(proxy.Command);
        await proxy.StartAsync(sample.Address);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        enough.CancelAfter(s_slow);
        var slow = SlowUpload.SendAllAsync(proxy, enough.Token);
        while (!enough.IsCancellationRequested)
        {
            foreach (var protocol in ClientProtocols.All)
            {
                await AssertReceivesAsync(proxy, protocol);
            }
        }

        Assert.All(await slow, answer => Assert.DoesNotMatch("^HTTP/[0-9.]+ [23]", answer));
    }

    private async Task AssertReceivesAsync(Proxy proxy, ClientProtocol protocol)
    {
        using var client = proxy.CreateClient(protocol);
        var session = $"{Guid.NewGuid():N}";
        var json = $$"""[{"type":"room-entered","id":"{{session}}","status":"active"}]""";

        using var forged = await client.SendAsync(Signed.Delivery(Path, json, "whsk_not_the_key"), TestContext.Current.CancellationToken);
        using var unsigned = await client.SendAsync(Signed.Post(Path, Encoding.UTF8.GetBytes(json)), TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.Unauthorized, null), (forged.StatusCode, forged.Headers.Location));
        Assert.Equal((HttpStatusCode.Unauthorized, null), (unsigned.StatusCode, unsigned.Headers.Location));

        Assert.Equal(HttpStatusCode.OK, await client.GetStatusAsync(Signed.Delivery(Path, json, Signed.SampleKey)));
        var output = await sample.WaitForOutputAsync($"room-entered: session {session} (active)");
        Assert.Single(output.Split('\n'), line => line.Contains(session, StringComparison.Ordinal));
    }

    public sealed class Sample : IAsyncLifetime
    {
        private RunningSample _sample = null!;

        public Uri Address => _sample.Address;

        public async ValueTask InitializeAsync() => _sample = await RunningSample.StartAsync("MvcReceiver");

        public Task<string> WaitForOutputAsync(string text) => _sample.WaitForOutputAsync(text);

        public ValueTask DisposeAsync() => _sample.DisposeAsync();
    }
}
