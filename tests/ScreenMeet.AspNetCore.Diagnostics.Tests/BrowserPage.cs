using System.Collections.Concurrent;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace ScreenMeet.AspNetCore.Diagnostics.Tests;

// A page in the browser, with everything that it complains about.
public sealed class BrowserPage : IAsyncDisposable
{
    private const string ReportViolations = "document.addEventListener('securitypolicyviolation', e => console.error(`${e.violatedDirective} forbids ${e.blockedURI}`));";

    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _complaints = [];

    private BrowserPage(IBrowserContext context, IPage page)
    {
        _context = context;
        Page = page;
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                _complaints.Enqueue($"{message.Type}: {message.Text}");
            }
        };
        page.PageError += (_, error) => _complaints.Enqueue($"exception: {error}");
        page.Response += (_, response) =>
        {
            if (response.Status >= 400)
            {
                _complaints.Enqueue($"{response.Status}: {response.Url}");
            }
        };
    }

    public IPage Page { get; }

    public IReadOnlyCollection<string> Complaints => _complaints;

    public static async Task<BrowserPage> OpenAsync(IBrowserContext context, Uri address)
    {
        var page = new BrowserPage(context, await context.NewPageAsync());
        await page.Page.AddInitScriptAsync(ReportViolations);
        await page.Page.GotoAsync(address.ToString());
        return page;
    }

    public ILocator Text(string text) => Page.GetByText(text).First;

    public Task WaitForAsync(string text) => Text(text).WaitForAsync(new() { Timeout = 60_000 });

    // The page shows only after its script has connected that it is live.
    public Task WaitUntilLiveAsync() => Page.Locator("#live-state", new() { HasText = "Live" }).WaitForAsync(new() { Timeout = 60_000 });

    public async Task AssertAccessibleAsync()
    {
        var result = await Page.RunAxe();
        Assert.Equal("", string.Join('\n', result.Violations.Select(static violation => $"{violation.Impact} {violation.Id}: {string.Join("; ", violation.Nodes.Select(static node => node.Html))}")));
    }

    public async Task SaveScreenshotAsync(string name)
    {
        var folder = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "screenshots"));
        var png = await Page.ScreenshotAsync(new() { FullPage = true, Path = Path.Combine(folder.FullName, $"{name}.png") });
        TestContext.Current.AddAttachment($"{name}.png", png, "image/png");
    }

    public ValueTask DisposeAsync() => _context.DisposeAsync();
}
