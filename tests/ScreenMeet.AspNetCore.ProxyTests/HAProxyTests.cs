using ScreenMeet.AspNetCore.ProxyTests.Proxies;

namespace ScreenMeet.AspNetCore.ProxyTests;

public sealed class HAProxyTests(ProxiedReceiver<HAProxy> receiver) : DeliveryTests<HAProxy>(receiver);
