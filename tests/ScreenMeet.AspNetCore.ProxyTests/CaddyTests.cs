using ScreenMeet.AspNetCore.ProxyTests.Proxies;

namespace ScreenMeet.AspNetCore.ProxyTests;

public sealed class CaddyTests(ProxiedReceiver<Caddy> receiver) : DeliveryTests<Caddy>(receiver);
