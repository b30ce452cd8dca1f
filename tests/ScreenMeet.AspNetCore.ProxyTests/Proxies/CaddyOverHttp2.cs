namespace ScreenMeet.AspNetCore.ProxyTests.Proxies;

public sealed class CaddyOverHttp2 : Caddy
{
    public override bool SharesConnections => true;

    internal override Uri UpstreamOf(ReceivingServer server) => server.Http2Address;

    internal override string Configure(ProxySite site) => base.Configure(site)
        .With($"reverse_proxy {site.Upstream.Authority}", $"reverse_proxy h2c://{site.Upstream.Authority}");
}
