namespace ScreenMeet.AspNetCore.ProxyTests.Proxies;

public class HAProxy : Proxy
{
    public override string Command => "haproxy";

    internal override string[] Arguments(string configuration) => ["-db", "-f", configuration];

    internal override string Configure(ProxySite site) => $"""
        global
            log stdout format raw local0
            nbthread 1
        defaults
            log global
            option httplog
        {ReadmeExcerpt.Of("haproxy")
            .With("bind :443 ssl crt /etc/haproxy/hooks.pem", $"bind 127.0.0.1:{site.CleartextPort}\n    bind 127.0.0.1:{site.TlsPort} ssl crt {site.CertificateAndKey}")
            .With("127.0.0.1:5000", site.Upstream.Authority)}

        """;
}
