namespace ScreenMeet.AspNetCore.ProxyTests.Proxies;

public class Nginx : Proxy
{
    public override string Command => "nginx";

    internal override string[] Arguments(string configuration) => ["-e", "stderr", "-c", configuration];

    internal override string Configure(ProxySite site) => $$"""
        daemon off;
        master_process off;
        pid {{site.Folder}}/nginx.pid;
        error_log stderr;
        events {
        }
        http {
            access_log off;
            client_body_temp_path {{site.Folder}}/body;
            proxy_temp_path {{site.Folder}}/proxy;
            fastcgi_temp_path {{site.Folder}}/fastcgi;
            scgi_temp_path {{site.Folder}}/scgi;
            uwsgi_temp_path {{site.Folder}}/uwsgi;
            {{ReadmeExcerpt.Of("nginx")
                .With("listen 443 ssl http2;", $"listen 127.0.0.1:{site.TlsPort} ssl http2; listen 127.0.0.1:{site.CleartextPort};")
                .With("/etc/ssl/hooks.crt", site.Certificate)
                .With("/etc/ssl/hooks.key", site.Key)
                .With("127.0.0.1:5000", site.Upstream.Authority)}}
        }
        """;
}
