namespace ScreenMeet.AspNetCore.ProxyTests.Proxies;

public enum ClientProtocol
{
    // Without TLS.
    Http1,

    // Over TLS.
    Http2,
}
