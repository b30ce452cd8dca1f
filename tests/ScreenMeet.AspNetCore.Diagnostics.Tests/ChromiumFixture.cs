using Microsoft.Playwright;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Diagnostics.Tests;

// The browser of the machine, started when a test first needs it. Playwright's own driver is in its package, and it downloads nothing.
public sealed class ChromiumFixture : IAsyncDisposable
{
    private static readonly string[] s_arguments =
        ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

    private readonly SemaphoreSlim _starting = new(1);
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async Task<BrowserPage> OpenAsync(Uri address, BrowserNewContextOptions? options = null)
    {
        // In CI, the browser is installed, and a test must not be skipped.
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable("CI")))
        {
            Commands.Require("chromium");
        }

        await _starting.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            _playwright ??= await Playwright.CreateAsync();
            _browser ??= await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = PathOf("chromium"), Args = s_arguments });
        }
        finally
        {
            _starting.Release();
        }

        return await BrowserPage.OpenAsync(await _browser.NewContextAsync(options), address);
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        _starting.Dispose();
    }

    private static string PathOf(string command) =>
        Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Select(directory => Path.Combine(directory, command)).First(File.Exists);
}
