using ScreenMeet.AspNetCore.ProxyTests.Proxies;

namespace ScreenMeet.AspNetCore.ProxyTests;

// Without a proxy, as clients see it that keep a connection after a refusal.
public sealed class KestrelTests
{
    public static TheoryData<string, bool> Refused => new MatrixTheoryData<string, bool>(ForgedHeaders.Headers.Select(row => row.Data), [false, true]);

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task A_delivery_after_a_refused_expectation_is_received(string headers, bool isChunked)
    {
        var json = UniqueEvents.New();
        await using var server = await ReceivingServer.StartAsync();

        await ExpectContinueSender.RefuseThenDeliverAsync(server.Http1Address, headers, isChunked, json);

        Assert.Equal([json], server.Received);
    }
}
