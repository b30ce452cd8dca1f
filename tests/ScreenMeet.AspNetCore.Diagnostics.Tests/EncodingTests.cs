using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Diagnostics.Tests;

// A genuine event can hold any text, because end users write some of it.
public sealed partial class EncodingTests
{
    private const string Delivery = DiagnosedApp.Page + "/deliveries/1";

    private static readonly string[] s_properties =
        ["type", "ts", "message", "id", "label", "userDescription", "status", "user", "organization", "settings", "createdByAgentSession", "crmSyncTarget", "device", "stats", "seconds", "another"];

    public static TheoryData<string> Payloads =>
    [
        "<script>alert(1)</script>",
        "</pre></details></td></tr></table><script src=//evil.example></script>",
        "\"><img src=x onerror=alert(1)>",
        "' onmouseover='alert(1)' x='",
        "javascript:alert(1)",
        "<!--<script>",
        "]]><svg/onload=alert(1)>",
        "{{constructor.constructor('alert(1)')()}}",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "<\u0000script>alert(1)</script>",
        "\u2028<script>alert(1)</script>\u2029",
        "＜script＞alert(1)＜/script＞",
    ];

    [Theory]
    [MemberData(nameof(Payloads))]
    public async Task No_text_of_an_event_becomes_markup(string payload)
    {
        await using var app = await DiagnosedApp.StartAsync();
        var text = JsonSerializer.Serialize(payload);
        var asValues = $"{{{string.Join(',', s_properties.Select(name => $"\"{name}\":{text}"))}}}";
        var asNames = $"{{{text}:{text},\"device\":{{{text}:{text}}}}}";

        Assert.Equal(HttpStatusCode.OK, await app.DeliverAsync($"[{asValues},{asNames},{text},[{text}]]"));
        Assert.Equal(HttpStatusCode.NotFound, await app.DeliverAsync(path: $"/{Uri.EscapeDataString(payload.Replace("\0", "", StringComparison.Ordinal))}"));

        using var revealed = await app.PostFormAsync(Delivery);
        foreach (var page in new[] { await app.ReadPageAsync(), await app.ReadPageAsync(Delivery), await revealed.Content.ReadAsStringAsync(TestContext.Current.CancellationToken) })
        {
            Assert.All(Tags.Matches(page), static tag => Assert.Contains(tag.Groups["name"].Value, s_tags));
            Assert.DoesNotMatch(@"<[^>]*\son\w+\s*=", page);
            Assert.DoesNotContain("<!--", page, StringComparison.Ordinal);
            Assert.Single(Scripts.Matches(page));
        }
    }

    [Theory]
    [InlineData("gpj.\u202Eexe", "gpj.⟨U+202E⟩exe")]
    [InlineData("a\u2066b\u2069", "a⟨U+2066⟩b⟨U+2069⟩")]
    [InlineData("zero\u200Bwidth\uFEFF", "zero⟨U+200B⟩width⟨U+FEFF⟩")]
    [InlineData("bell\u0007\u001b[31m", "bell⟨U+0007⟩⟨U+001B⟩[31m")]
    [InlineData("tag\U000E0041", "tag⟨U+E0041⟩")]
    [InlineData("Prüfung – naïve ☂ 日本 שלום 👍🏽", "Prüfung – naïve ☂ 日本 שלום 👍🏽")]
    public async Task Characters_that_hide_or_reorder_text_are_shown(string text, string expected)
    {
        await using var app = await DiagnosedApp.StartAsync();
        var json = JsonSerializer.Serialize(text, s_relaxed);

        Assert.Equal(HttpStatusCode.OK, await app.DeliverAsync($$"""[{"type":{{json}},"message":{{json}}}]"""));

        Assert.Contains(expected, await app.ReadTextAsync(), StringComparison.Ordinal);
        Assert.Contains(expected, await app.ReadTextAsync(Delivery), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""[{"type":"\ud83d","message":"half \udc4d"}]""")]
    [InlineData("""[{"type":{},"message":[],"id":{"a":1},"status":7,"ts":"yesterday"}]""")]
    [InlineData("""["text",1,true,null,[],{}]""")]
    [InlineData("[]")]
    public async Task An_event_that_is_not_as_documented_is_shown(string body)
    {
        await using var app = await DiagnosedApp.StartAsync();

        Assert.Equal(HttpStatusCode.OK, await app.DeliverAsync(body));

        Assert.Contains("Deliveries arrive.", await app.ReadTextAsync(), StringComparison.Ordinal);
        Assert.Contains("The delivery", await app.ReadTextAsync(Delivery), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_path_with_odd_characters_leads_to_the_style()
    {
        await using var app = await DiagnosedApp.StartAsync(pipeline: static app =>
        {
            app.UseScreenMeetWebhooks();
            app.MapGroup("/{tenant}").MapScreenMeetDiagnostics("/a b:ü");
        });
        const string path = "/x%22%3E%3Cb%3E/a%20b:%C3%BC";

        var page = await app.ReadPageAsync(path);

        var style = WebUtility.HtmlDecode(Regex.Match(page, "rel=\"stylesheet\" href=\"(?<url>[^\"]+)\"").Groups["url"].Value);
        using var response = await app.Client.GetAsync(new Uri(new Uri($"http://localhost{path}"), style), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.DoesNotContain("<b>", page, StringComparison.Ordinal);
    }

    private static readonly JsonSerializerOptions s_relaxed = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.Create(System.Text.Unicode.UnicodeRanges.All) };

    private static readonly string[] s_tags =
    [
        "!DOCTYPE", "html", "head", "meta", "title", "link", "script", "body", "header", "div", "h1", "h2", "h3", "span", "button", "noscript", "p", "main", "section", "article",
        "dl", "dt", "dd", "code", "table", "caption", "thead", "tbody", "tr", "th", "td", "time", "a", "bdi", "nav", "form", "details", "summary", "pre", "footer",
    ];

    [GeneratedRegex("</?(?<name>[^ >/]+)")]
    private static partial Regex Tags { get; }

    [GeneratedRegex("<script")]
    private static partial Regex Scripts { get; }
}
