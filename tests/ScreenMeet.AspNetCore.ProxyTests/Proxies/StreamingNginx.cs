namespace ScreenMeet.AspNetCore.ProxyTests.Proxies;

public sealed class StreamingNginx : Nginx
{
    internal override string Configure(ProxySite site) =>
        base.Configure(site).With("proxy_http_version 1.1;", "proxy_http_version 1.1; proxy_request_buffering off;");
}
