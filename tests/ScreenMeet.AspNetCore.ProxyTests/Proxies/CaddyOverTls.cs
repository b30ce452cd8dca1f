namespace ScreenMeet.AspNetCore.ProxyTests.Proxies;

// Chooses HTTP/2 by itself.
public sealed class CaddyOverTls : Caddy
{
    public override bool SharesConnections => true;

    internal override Uri UpstreamOf(ReceivingServer server) => server.HttpsAddress;

    internal override string Configure(ProxySite site) => base.Configure(site).With(
        $"reverse_proxy {site.Upstream.Authority}",
        $$"""
        reverse_proxy https://{{site.Upstream.Authority}} {
            transport http {
                tls_trusted_ca_certs {{site.Certificate}}
                tls_server_name localhost
            }
        }
        """);
}
