using System.Net;
using System.Text;
using ScreenMeet.AspNetCore.ProxyTests.Proxies;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.ProxyTests;

// What a sender and a stranger see of the receiver through a proxy, and what the receiver sees of them.
public abstract class DeliveryTests<TProxy>(ProxiedReceiver<TProxy> receiver) : IClassFixture<ProxiedReceiver<TProxy>>, IAsyncLifetime
    where TProxy : Proxy, new()
{
    private const string Path = ReceivingServer.Path;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await receiver.StartAsync();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Theory]
    [ClassData(typeof(ClientProtocols))]
    public async Task A_signed_delivery_is_received(ClientProtocol protocol)
    {
        using var client = receiver.Proxy.CreateClient(protocol);
        var (hex, base64) = (UniqueEvents.New(), UniqueEvents.New());
        var bytes = Encoding.UTF8.GetBytes(base64);

        Assert.Equal(HttpStatusCode.OK, await client.GetStatusAsync(Signed.Delivery(Path, hex)));
        Assert.Equal(
            HttpStatusCode.OK,
            await client.GetStatusAsync(Signed.Post(Path, bytes).With("x-signature", Convert.ToBase64String(Signed.Mac(bytes))).With("x-signature-algo", "sha256")));

        AssertReceivedOnce(hex, base64);
    }

    [Theory]
    [ClassData(typeof(ClientProtocols))]
    public async Task A_delivery_that_is_not_signed_with_the_key_is_refused(ClientProtocol protocol)
    {
        using var client = receiver.Proxy.CreateClient(protocol);
        var json = UniqueEvents.New();
        foreach (var request in new[] { Signed.Delivery(Path, json, "whsk_not_the_key"), Signed.Post(Path, Encoding.UTF8.GetBytes(json)) })
        {
            using var response = await client.SendAsync(request, Cancellation);

            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
            Assert.Null(response.Headers.Location);
            Assert.Equal("ScreenMeet-Signature", response.Headers.WwwAuthenticate.ToString());
        }

        Assert.DoesNotContain(json, receiver.Server.Received);
    }

    [Theory]
    [ClassData(typeof(ClientProtocols))]
    public async Task A_large_body_arrives_to_the_byte(ClientProtocol protocol)
    {
        using var client = receiver.Proxy.CreateClient(protocol);
        var json = UniqueEvents.New(label: string.Concat(Enumerable.Repeat("Prüfung – naïve ☂ 日本 ", 3_300)));
        Assert.InRange(Encoding.UTF8.GetByteCount(json), 100_000, 120_000);

        Assert.Equal(HttpStatusCode.OK, await client.GetStatusAsync(Signed.Delivery(Path, json)));

        AssertReceivedOnce(json);
    }

    [Theory]
    [ClassData(typeof(ClientProtocols))]
    public async Task Many_deliveries_over_one_connection_are_received(ClientProtocol protocol)
    {
        using var client = receiver.Proxy.CreateClient(protocol);
        var events = UniqueEvents.New(200);
        foreach (var json in events)
        {
            Assert.Equal(HttpStatusCode.OK, await client.GetStatusAsync(Signed.Delivery(Path, json)));
        }

        AssertReceivedOnce(events);
        Assert.Equal(1, client.Connections);
    }

    [Theory]
    [ClassData(typeof(ClientProtocols))]
    public async Task A_body_over_the_limit_is_refused_and_the_next_delivery_received(ClientProtocol protocol)
    {
        using var client = receiver.Proxy.CreateClient(protocol);
        using var another = receiver.Proxy.CreateClient(protocol);
        var (large, next) = (UniqueEvents.New(label: new string('x', 1024 * 1024)), UniqueEvents.New());

        // Null where the proxy ends the upload so early that the answer is lost. Caddy calls it a bad gateway where Kestrel has
        // refused the body that is still being sent.
        var answer = await client.TryGetStatusAsync(Signed.Delivery(Path, large));
        Assert.True(answer is null or HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.BadGateway, $"{answer}");
        Assert.Equal(HttpStatusCode.OK, await another.GetStatusAsync(Signed.Delivery(Path, next)));

        Assert.DoesNotContain(large, receiver.Server.Received);
        AssertReceivedOnce(next);
    }

    [Theory]
    [ClassData(typeof(ClientProtocols))]
    public async Task Deliveries_after_refused_uploads_on_the_same_connection_are_received(ClientProtocol protocol)
    {
        using var client = receiver.Proxy.CreateClient(protocol);
        var upload = new byte[20_000];
        var answers = new List<HttpStatusCode?>();
        for (var i = 0; i < 50; i++)
        {
            answers.Add(await client.TryGetStatusAsync(Signed.Post(Path, upload)));
        }

        // Where nginx does not buffer, it sometimes closes a connection after an answer that said to keep it, and the next request
        // on that connection gets no answer. The client has to see the end of the connection before it sends a delivery.
        Assert.All(answers, answer => Assert.True(answer is null or HttpStatusCode.Unauthorized, $"{answer}"));
        Assert.Contains(HttpStatusCode.Unauthorized, answers);
        await Task.Delay(200, Cancellation);
        var events = UniqueEvents.New(5);
        foreach (var json in events)
        {
            Assert.Equal(HttpStatusCode.OK, await client.GetStatusAsync(Signed.Delivery(Path, json)));
        }

        AssertReceivedOnce(events);
    }

    [Theory]
    [MemberData(nameof(ForgedHeaders.Headers), MemberType = typeof(ForgedHeaders))]
    public async Task A_delivery_after_a_refused_expectation_is_received(string headers)
    {
        var json = UniqueEvents.New();

        await ExpectContinueSender.RefuseThenDeliverAsync(receiver.Proxy.AddressFor(ClientProtocol.Http1), headers, isChunked: false, json);

        AssertReceivedOnce(json);
    }

    [Fact]
    public async Task Deliveries_beside_slow_uploads_are_received()
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        enough.CancelAfter(ReceivingServer.BodyTimeout + TimeSpan.FromSeconds(2));
        var before = receiver.Server.Received.Length;
        var slow = SlowUpload.SendAllAsync(receiver.Proxy, enough.Token);
        var deliveries = (await Task.WhenAll(ClientProtocols.All.Select(protocol => SendUntilAsync(protocol, enough.Token)))).SelectMany(sent => sent).ToArray();

        Assert.Equal("OK", string.Join(", ", deliveries.Select(delivery => delivery.Answer).Distinct()));
        AssertReceivedOnce([.. deliveries.Select(delivery => delivery.Json)]);
        Assert.Equal(deliveries.Length, receiver.Server.Received.Length - before);
        Assert.All(await slow, answer => Assert.DoesNotMatch("^HTTP/[0-9.]+ [23]", answer));
        if (receiver.Proxy.SharesConnections)
        {
            Assert.NotEmpty(receiver.Server.SharedConnections);
        }
    }

    // Always one, so that no moment passes without a delivery on its way. What a sender sees is a status, or why there is none.
    private async Task<List<(string Json, string Answer)>> SendUntilAsync(ClientProtocol protocol, CancellationToken enough)
    {
        using var client = receiver.Proxy.CreateClient(protocol);
        var sent = new List<(string, string)>();
        while (!enough.IsCancellationRequested)
        {
            var json = UniqueEvents.New();
            try
            {
                sent.Add((json, $"{await client.GetStatusAsync(Signed.Delivery(ReceivingServer.WorkPath, json))}"));
            }
            catch (HttpRequestException exception)
            {
                sent.Add((json, exception.Message));
            }
        }

        return sent;
    }

    private void AssertReceivedOnce(params string[] events)
    {
        var received = receiver.Server.Received.ToLookup(json => json);
        Assert.All(events, json => Assert.Single(received[json]));
    }
}
