using ScreenMeet.AspNetCore.ProxyTests.Proxies;

namespace ScreenMeet.AspNetCore.ProxyTests;

public sealed class HAProxyOverTlsTests(ProxiedReceiver<HAProxyOverTls> receiver) : DeliveryTests<HAProxyOverTls>(receiver);
