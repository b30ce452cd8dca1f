using System.Net;

namespace ScreenMeet.AspNetCore.Diagnostics.Tests;

public sealed class HeaderTests
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

    [Theory]
    [InlineData("", "no-store")]
    [InlineData("/", "no-store")]
    [InlineData("/deliveries/1", "no-store")]
    [InlineData("/deliveries/999", "no-store")]
    [InlineData("/page.css", "no-cache")]
    [InlineData("/page.js", "no-cache")]
    public async Task Each_response_has_the_policy_and_is_not_stored(string path, string cacheControl)
    {
        await using var app = await DiagnosedApp.StartAsync();
        await app.DeliverAsync();

        using var response = await app.Client.GetAsync(DiagnosedApp.Page + path, TestContext.Current.CancellationToken);

        Assert.Equal([Policy], response.Headers.GetValues("Content-Security-Policy"));
        Assert.Equal(["nosniff"], response.Headers.GetValues("X-Content-Type-Options"));
        Assert.Equal(["no-referrer"], response.Headers.GetValues("Referrer-Policy"));
        Assert.Equal(cacheControl, response.Headers.CacheControl!.ToString());
    }

    [Theory]
    [InlineData("/deliveries/1")]
    [InlineData("/deliveries/1/body")]
    [InlineData("/deliveries/1/events/0")]
    public async Task So_has_each_response_with_secrets(string path)
    {
        await using var app = await DiagnosedApp.StartAsync();
        await app.DeliverAsync();

        using var response = await app.PostFormAsync(DiagnosedApp.Page + path);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal([Policy], response.Headers.GetValues("Content-Security-Policy"));
        Assert.Equal("no-store", response.Headers.CacheControl!.ToString());
    }

    [Theory]
    [InlineData("/page.css", "text/css; charset=utf-8")]
    [InlineData("/page.js", "text/javascript; charset=utf-8")]
    public async Task A_script_or_a_style_that_has_not_changed_is_not_sent_again(string path, string contentType)
    {
        await using var app = await DiagnosedApp.StartAsync();

        using var response = await app.Client.GetAsync(DiagnosedApp.Page + path, TestContext.Current.CancellationToken);
        using var conditional = new HttpRequestMessage(HttpMethod.Get, DiagnosedApp.Page + path) { Headers = { IfNoneMatch = { response.Headers.ETag! } } };
        using var unchanged = await app.Client.SendAsync(conditional, TestContext.Current.CancellationToken);

        Assert.Equal(contentType, response.Content.Headers.ContentType!.ToString());
        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
        Assert.Equal(response.Headers.ETag, unchanged.Headers.ETag);
        Assert.Empty(await unchanged.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_page_has_neither_inline_script_nor_inline_style()
    {
        await using var app = await DiagnosedApp.StartAsync();
        await app.DeliverAsync();

        foreach (var page in new[] { await app.ReadPageAsync(), await app.ReadPageAsync($"{DiagnosedApp.Page}/deliveries/1") })
        {
            Assert.DoesNotContain("<style", page, StringComparison.Ordinal);
            Assert.DoesNotContain(" style=", page, StringComparison.Ordinal);
            Assert.Matches("<script src=\"[^\"]+\" defer></script>", page);
        }
    }
}
