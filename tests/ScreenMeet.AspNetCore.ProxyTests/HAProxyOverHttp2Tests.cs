using ScreenMeet.AspNetCore.ProxyTests.Proxies;

namespace ScreenMeet.AspNetCore.ProxyTests;

public sealed class HAProxyOverHttp2Tests(ProxiedReceiver<HAProxyOverHttp2> receiver) : DeliveryTests<HAProxyOverHttp2>(receiver);
