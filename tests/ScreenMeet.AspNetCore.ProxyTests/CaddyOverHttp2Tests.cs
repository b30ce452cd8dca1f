using ScreenMeet.AspNetCore.ProxyTests.Proxies;

namespace ScreenMeet.AspNetCore.ProxyTests;

public sealed class CaddyOverHttp2Tests(ProxiedReceiver<CaddyOverHttp2> receiver) : DeliveryTests<CaddyOverHttp2>(receiver);
