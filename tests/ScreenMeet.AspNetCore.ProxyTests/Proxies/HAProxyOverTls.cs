namespace ScreenMeet.AspNetCore.ProxyTests.Proxies;

public sealed class HAProxyOverTls : HAProxy
{
    public override bool SharesConnections => true;

    internal override Uri UpstreamOf(ReceivingServer server) => server.HttpsAddress;

    internal override string Configure(ProxySite site) => base.Configure(site)
        .With("    option http-buffer-request\n", "")
        .With(
            $"server receiver {site.Upstream.Authority}",
            $"http-reuse always\n    server receiver {site.Upstream.Authority} ssl verify required ca-file {site.Certificate} sni str(localhost) alpn h2");
}
