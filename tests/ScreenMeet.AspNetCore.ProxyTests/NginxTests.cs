using ScreenMeet.AspNetCore.ProxyTests.Proxies;

namespace ScreenMeet.AspNetCore.ProxyTests;

public sealed class NginxTests(ProxiedReceiver<Nginx> receiver) : DeliveryTests<Nginx>(receiver);
