using System.Net;
using ScreenMeet.AspNetCore.ProxyTests.Proxies;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.ProxyTests;

// What a sender is answered although the middleware has refused nothing: the README's table.
public sealed class SymptomTests
{
    private const string Path = ReceivingServer.Path;
    private const string Host = "hooks.example.com";

    [Fact]
    public async Task A_proxy_that_does_not_pass_the_host_on_gets_400_from_host_filtering()
    {
        await using var server = await ReceivingServer.StartAsync(builder => builder.Configuration["AllowedHosts"] = Host);
        await using var proxy = await StartAsync(new Nginx { Change = configuration => configuration.With("proxy_set_header Host $host;", "") }, server);

        Assert.Equal(400, await DeliverAsync(proxy, request => request.Headers.Host = Host));

        AssertSawNothing(server);
    }

    [Theory]
    [InlineData("nginx")]
    [InlineData("haproxy")]
    [InlineData("caddy")]
    public async Task A_proxy_as_the_README_shows_it_passes_the_host_on(string name)
    {
        await using var server = await ReceivingServer.StartAsync(builder => builder.Configuration["AllowedHosts"] = "localhost");
        await using var proxy = await StartAsync(Create(name), server);

        Assert.Equal(200, await DeliverAsync(proxy));
    }

    [Theory]
    [InlineData("nginx", 400)]
    [InlineData("haproxy", 400)]
    [InlineData("caddy", 431)]
    [InlineData("caddy, https upstream", 502)]
    public async Task Large_headers_are_refused_by_the_proxy_or_the_server(string name, int status)
    {
        await using var server = await ReceivingServer.StartAsync();
        await using var proxy = await StartAsync(Create(name), server);

        Assert.Equal(status, await DeliverAsync(proxy, request => request.With("X-Large", new string('x', 40_000))));

        AssertSawNothing(server);
    }

    [Theory]
    [InlineData("nginx", 502)]
    [InlineData("haproxy", 503)]
    [InlineData("caddy", 502)]
    public async Task Without_a_receiver_the_proxy_answers(string name, int status)
    {
        var server = await ReceivingServer.StartAsync();
        await using var proxy = await StartAsync(Create(name), server);
        await server.DisposeAsync();

        Assert.Equal(status, await DeliverAsync(proxy));
    }

    [Theory]
    [InlineData("nginx, impatient")]
    [InlineData("haproxy, impatient")]
    public async Task A_delivery_that_takes_longer_than_the_proxy_waits_is_answered_504_and_received(string name)
    {
        await using var server = await ReceivingServer.StartAsync();
        await using var proxy = await StartAsync(Create(name), server);

        Assert.Equal(504, await DeliverAsync(proxy, path: ReceivingServer.WorkPath));

        await Poll.UntilAsync(() => server.Received.Length == 1, "the delivery");
    }

    // HAProxy says https, also over HTTP/2 without TLS.
    [Fact]
    public async Task HTTP2_without_TLS_behind_HAProxy_gets_502_unless_the_server_allows_alternate_schemes()
    {
        await using var server = await ReceivingServer.StartAsync(builder => builder.WebHost.ConfigureKestrel(kestrel => kestrel.AllowAlternateSchemes = false));
        await using var proxy = await StartAsync(new HAProxyOverHttp2(), server);

        Assert.Equal(502, await DeliverAsync(proxy));

        AssertSawNothing(server);
    }

    private static Proxy Create(string name) => name switch
    {
        "nginx" => new Nginx(),
        "nginx, impatient" => new Nginx { Change = configuration => configuration.With("proxy_http_version 1.1;", "proxy_http_version 1.1; proxy_read_timeout 500ms;") },
        "haproxy" => new HAProxy(),
        "haproxy, impatient" => new HAProxy { Change = configuration => configuration.With("timeout server 30s", "timeout server 500ms") },
        "caddy" => new Caddy(),
        _ => new CaddyOverTls(),
    };

    private static async Task<Proxy> StartAsync(Proxy proxy, ReceivingServer server)
    {
        try
        {
            Commands.Require(proxy.Command);
            await proxy.StartAsync(proxy.UpstreamOf(server));
            return proxy;
        }
        catch
        {
            await proxy.DisposeAsync();
            throw;
        }
    }

    private static async Task<int> DeliverAsync(Proxy proxy, Action<HttpRequestMessage>? change = null, string path = Path)
    {
        using var client = proxy.CreateClient(ClientProtocol.Http1);
        var request = Signed.Delivery(path, UniqueEvents.New());
        change?.Invoke(request);
        return (int)await client.GetStatusAsync(request);
    }

    private static void AssertSawNothing(ReceivingServer server)
    {
        Assert.Empty(server.Received);
        Assert.Empty(server.Reasons);
    }
}
