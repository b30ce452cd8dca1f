using ScreenMeet.AspNetCore.ProxyTests.Proxies;

namespace ScreenMeet.AspNetCore.ProxyTests;

public sealed class StreamingNginxTests(ProxiedReceiver<StreamingNginx> receiver) : DeliveryTests<StreamingNginx>(receiver);
