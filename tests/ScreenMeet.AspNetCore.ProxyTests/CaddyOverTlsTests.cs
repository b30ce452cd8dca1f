using ScreenMeet.AspNetCore.ProxyTests.Proxies;

namespace ScreenMeet.AspNetCore.ProxyTests;

public sealed class CaddyOverTlsTests(ProxiedReceiver<CaddyOverTls> receiver) : DeliveryTests<CaddyOverTls>(receiver);
