namespace ScreenMeet.AspNetCore.ProxyTests.Proxies;

public sealed class HAProxyOverHttp2 : HAProxy
{
    public override bool SharesConnections => true;

    internal override Uri UpstreamOf(ReceivingServer server) => server.Http2Address;

    internal override string Configure(ProxySite site) => base.Configure(site)
        .With("    option http-buffer-request\n", "")
        .With($"server receiver {site.Upstream.Authority}", $"http-reuse always\n    server receiver {site.Upstream.Authority} proto h2");
}
