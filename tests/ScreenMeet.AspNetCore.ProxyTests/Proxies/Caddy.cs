namespace ScreenMeet.AspNetCore.ProxyTests.Proxies;

public class Caddy : Proxy
{
    public override string Command => "caddy";

    internal override string[] Arguments(string configuration) => ["run", "--adapter", "caddyfile", "--config", configuration];

    internal override string Configure(ProxySite site) => $$"""
        {
            admin off
            auto_https disable_redirects
        }
        {{ReadmeExcerpt.Of("caddy")
            .With("hooks.example.com {", "(hooks) {")
            .With("127.0.0.1:5000", site.Upstream.Authority)}}
        http://localhost:{{site.CleartextPort}} {
            bind 127.0.0.1
            import hooks
        }
        https://localhost:{{site.TlsPort}} {
            bind 127.0.0.1
            tls {{site.Certificate}} {{site.Key}}
            import hooks
        }

        """;
}
