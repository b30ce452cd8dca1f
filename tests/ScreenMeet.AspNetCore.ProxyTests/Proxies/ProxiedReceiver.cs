using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.ProxyTests.Proxies;

// A proxy and a receiver behind it, for all tests of a class. The first test starts them, because only a test can be skipped.
public sealed class ProxiedReceiver<TProxy> : IAsyncDisposable
    where TProxy : Proxy, new()
{
    private Task? _starting;

    public TProxy Proxy { get; } = new();

    internal ReceivingServer Server { get; private set; } = null!;

    public Task StartAsync()
    {
        Commands.Require(Proxy.Command);
        return _starting ??= StartBothAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Proxy.DisposeAsync();
        if (Server is not null)
        {
            await Server.DisposeAsync();
        }
    }

    private async Task StartBothAsync()
    {
        Server = await ReceivingServer.StartAsync();
        await Proxy.StartAsync(Proxy.UpstreamOf(Server));
    }
}
