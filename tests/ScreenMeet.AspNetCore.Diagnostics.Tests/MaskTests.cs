using System.Net;
using System.Text;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Diagnostics.Tests;

public sealed class MaskTests
{
    private const string Delivery = DiagnosedApp.Page + "/deliveries/1";

    // Layout and escapes that a serializer would not write, because nothing but what is masked may change.
    private const string Body = """
        [ {"type":"session-created", "ts" : "2021-08-09T16:45:57.000Z","message":"Mail bob@example.com, or not.",
          "id":"HUiUti","label":"\u0063ase 7\/8","seconds":1.50e1,
          "createdByAgentSession":{"id":"canary-api-token","sid":7,"name":"Alice","roles":{"agent":true}},
          "hostAuthToken":"canary-host", "ClientSecret" :{"value":"canary-object"},"nested":[{"refresh_token":["canary-array"],"tokenCount":3}],
          "user":{"id":42,"email":"canary.alice@example.com","empty":""},"link":"https:\/\/example.com\/?token=canary-query","escaped":"canary\u0040example.com","noToken":null} ]
        """;

    private const string Masked = """
        {"type":"session-created", "ts" : "2021-08-09T16:45:57.000Z","message":"Mail ••••••, or not.",
          "id":"HUiUti","label":"\u0063ase 7\/8","seconds":1.50e1,
          "createdByAgentSession":{"id":"••••••","sid":7,"name":"Alice","roles":{"agent":true}},
          "hostAuthToken":"••••••", "ClientSecret" :"••••••","nested":[{"refresh_token":"••••••","tokenCount":"••••••"}],
          "user":{"id":42,"email":"••••••","empty":""},"link":"••••••","escaped":"••••••","noToken":null}
        """;

    [Fact]
    public async Task Secrets_and_addresses_are_masked_and_everything_else_is_shown_to_the_byte()
    {
        await using var app = await StartAsync(Body);

        var page = await app.ReadPageAsync(Delivery);

        Assert.Equal(Masked, JsonIn(page));
        Assert.DoesNotContain("canary", page, StringComparison.Ordinal);
        Assert.DoesNotContain("bob@example.com", page, StringComparison.Ordinal);
        Assert.DoesNotContain("bob@example.com", await app.ReadPageAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_masked_is_shown_when_it_is_asked_for_and_masked_again_afterwards()
    {
        await using var app = await StartAsync(Body);

        using var revealed = await app.PostFormAsync(Delivery);

        Assert.Equal(Body.Trim('[', ']', ' '), JsonIn(await revealed.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
        Assert.DoesNotContain("canary", await app.ReadPageAsync(Delivery), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_body_and_each_event_are_downloaded_byte_for_byte()
    {
        // With a byte order mark, and characters that the page cannot show as they are.
        byte[] body = [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes($"\r\n{Body} "), .. "\n"u8];
        await using var app = await DiagnosedApp.StartAsync();
        using var request = Signed.Delivery(DiagnosedApp.Webhook, body);
        using var accepted = await app.Client.SendAsync(request, TestContext.Current.CancellationToken);

        using var download = await app.PostFormAsync($"{Delivery}/body");
        using var single = await app.PostFormAsync($"{Delivery}/events/0");

        Assert.Equal(HttpStatusCode.OK, accepted.StatusCode);
        Assert.Equal(body, await download.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal("attachment; filename=delivery-1.json", download.Content.Headers.ContentDisposition!.ToString());
        Assert.Equal("application/octet-stream", download.Content.Headers.ContentType!.ToString());
        Assert.Equal(Encoding.UTF8.GetBytes(Body.Trim('[', ']', ' ')), await single.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    // Another site can make a browser send a form, or follow a link.
    [Theory]
    [InlineData("cross-site")]
    [InlineData("same-site")]
    [InlineData("none")]
    [InlineData(null)]
    public async Task Secrets_are_not_shown_to_a_request_that_the_page_did_not_send(string? site)
    {
        await using var app = await StartAsync(Body);

        foreach (var path in new[] { Delivery, $"{Delivery}/body", $"{Delivery}/events/0" })
        {
            using var response = await app.PostFormAsync(path, site);
            Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
            Assert.DoesNotContain("canary", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("/body")]
    [InlineData("/events/0")]
    public async Task A_link_downloads_nothing(string path)
    {
        await using var app = await StartAsync(Body);

        using var response = await app.Client.GetAsync(Delivery + path, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
    }

    [Theory]
    [InlineData("""["a@b",7]""", "\"••••••\"")]
    [InlineData("""["@everyone at 5 @ noon"]""", "\"@everyone at 5 @ noon\"")]
    [InlineData("""["mailto:a.b+c%40example.com?x"]""", "\"mailto:••••••?x\"")]
    [InlineData("""["<Bob bob@example.com>;al@x.org"]""", "\"<Bob ••••••>;••••••\"")]
    [InlineData("""["bob＠example.com"]""", "\"••••••\"")]
    [InlineData("""[{"bob@example.com":true}]""", """{"••••••":true}""")]
    [InlineData("""[{"to\u006ben":1}]""", """{"to\u006ben":"••••••"}""")]
    [InlineData("""[{"tok\ud800en":1,"x":"\ud800a\u0040b"}]""", """{"••••••":"••••••","x":"••••••"}""")]
    [InlineData("""[{"createdByAgentSession":[{"id":"a"}]}]""", """{"createdByAgentSession":[{"id":"••••••"}]}""")]
    [InlineData("""[{"createdByAgentSession":{"user":{"id":"a"},"id":null}}]""", """{"createdByAgentSession":{"user":{"id":"a"},"id":null}}""")]
    [InlineData("""[{"host_auth-TOKEN":{"a":[1,{"b":2}]},"c":3}]""", """{"host_auth-TOKEN":"••••••","c":3}""")]
    [InlineData("[null]", "null")]
    [InlineData("[[[],{}]]", "[[],{}]")]
    public async Task Odd_events_are_masked_too(string body, string expected)
    {
        await using var app = await StartAsync(body);

        Assert.Equal(expected, JsonIn(await app.ReadPageAsync(Delivery)));
    }

    [Fact]
    public async Task An_address_that_is_cut_off_is_masked_too()
    {
        var local = new string('x', 60);
        await using var app = await StartAsync($$"""[{"type":"{{local}}@example.com"}]""");
        await app.DeliverAsync(path: $"/{new string('y', 150)}/{local}@example.com");

        Assert.DoesNotContain("xxxx", await app.ReadPageAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_of_at_signs_is_masked_in_no_time()
    {
        await using var app = await StartAsync($"[\"{new string('@', 300_000)}{string.Concat(Enumerable.Repeat("a%40", 100_000))}\"]");

        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(TimeSpan.FromSeconds(30));
        using var response = await app.Client.GetAsync(Delivery, timeout.Token);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task A_delivery_of_many_events_is_shown_in_parts()
    {
        await using var app = await StartAsync($"[{string.Join(',', Enumerable.Range(1, 250).Select(static i => $$"""{"type":"event-{{i}}."}"""))}]");

        var first = await app.ReadPageAsync(Delivery);
        var last = await app.ReadPageAsync($"{Delivery}?first=200");
        var beyond = await app.ReadPageAsync($"{Delivery}?first=999999999999");

        Assert.Contains("event-100.", first, StringComparison.Ordinal);
        Assert.DoesNotContain("event-101.", first, StringComparison.Ordinal);
        Assert.Contains("1 to 100 of 250", PageText.Of(first), StringComparison.Ordinal);
        Assert.Contains("event-250.", last, StringComparison.Ordinal);
        Assert.Contains("201 to 250 of 250", PageText.Of(last), StringComparison.Ordinal);
        Assert.Contains("event-1.", beyond, StringComparison.Ordinal);
    }

    private static async Task<DiagnosedApp> StartAsync(string body)
    {
        var app = await DiagnosedApp.StartAsync();
        Assert.Equal(HttpStatusCode.OK, await app.DeliverAsync(body));
        return app;
    }

    private static string JsonIn(string page) => WebUtility.HtmlDecode(page.Split("<pre tabindex=\"0\">")[1].Split("</pre>")[0]);
}
