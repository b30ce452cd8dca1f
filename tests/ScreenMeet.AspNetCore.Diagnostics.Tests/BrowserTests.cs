using System.Text;
using Microsoft.Playwright;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Diagnostics.Tests;

public sealed class BrowserTests(ChromiumFixture chromium)
{
    private const string Delivery = """
        [{"type":"room-entry-requested","ts":"2021-08-09T16:45:51.000Z","message":"Asked to enter the meeting room.","id":"HUiUti","label":"Case 00012345: printer offline","status":"new","seconds":6,"createdByAgentSession":{"id":"eyJhbGciOiJIUzI1NiJ9.canary","name":"Alice Agent","clientApp":"service-now-backend","expiresAt":"2021-08-10T16:45:57.000Z"},"user":{"id":42,"name":"Alice Agent","email":"alice.agent@example.com"}},
         {"type":"room-entered","ts":"2021-08-09T16:45:57.000Z","message":"Entered the meeting room. Bob wrote from bob@example.com.","id":"HUiUti","status":"active","seconds":12,"hostAuthToken":"canary-host-token","device":{"type":"browser","name":"Firefox","os":"Windows 11"}},
         {"type":"microphone-access-succeeded","ts":"2021-08-09T16:46:03.000Z","message":"The end user has allowed the microphone.","id":"HUiUti","status":"active","seconds":18}]
        """;

    [Fact]
    public async Task What_is_sent_appears_without_a_reload_and_a_refusal_says_what_to_do()
    {
        await using var app = await DiagnosedApp.StartAsync(isKestrel: true);
        await using var page = await OpenAsync(app);
        await page.WaitUntilLiveAsync();
        await page.WaitForAsync("Nothing from ScreenMeet has arrived");
        await page.Page.EvaluateAsync("window.isStillTheSamePage = true");

        await app.DeliverAsync();
        await page.WaitForAsync("Deliveries arrive.");
        await page.WaitForAsync("room-entered, audio-muted");
        await app.DeliverAsync(key: "whsk_another_organization");
        await page.WaitForAsync("Compare the key with the console");
        await page.WaitForAsync("signature_mismatch");

        Assert.True(await page.Page.EvaluateAsync<bool>("window.isStillTheSamePage"));
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task A_burst_is_shown_to_its_end()
    {
        await using var app = await DiagnosedApp.StartAsync(isKestrel: true);
        await using var page = await OpenAsync(app);
        await page.WaitUntilLiveAsync();

        for (var i = 1; i <= 120; i++)
        {
            await app.DeliverAsync($$"""[{"type":"event-{{i}}"}]""");
        }

        await page.WaitForAsync("120 deliveries since the start");
        await page.WaitForAsync("event-120");
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task Live_updates_can_be_switched_off_and_on_and_stay_as_they_were_set()
    {
        await using var app = await DiagnosedApp.StartAsync(isKestrel: true);
        await using var page = await OpenAsync(app);
        await page.WaitUntilLiveAsync();
        var button = page.Page.GetByRole(AriaRole.Button, new() { Name = "Live updates" });

        await button.ClickAsync();
        await page.Page.Locator("#live-state", new() { HasText = "Off" }).WaitForAsync();
        await app.DeliverAsync();
        await page.Page.ReloadAsync();
        await page.WaitForAsync("1 delivery since the start");
        Assert.Equal("false", await button.GetAttributeAsync("aria-pressed"));
        await app.DeliverAsync();
        await Task.Delay(1500, TestContext.Current.CancellationToken);
        Assert.Equal(0, await page.Page.GetByText("2 deliveries since the start").CountAsync());

        await button.ClickAsync();
        await page.WaitForAsync("2 deliveries since the start");
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task Everything_can_be_reached_with_the_keyboard_and_an_update_does_not_take_the_focus_away()
    {
        await using var app = await DiagnosedApp.StartAsync(isKestrel: true);
        await app.DeliverAsync(Delivery);
        await using var page = await OpenAsync(app);
        await page.WaitUntilLiveAsync();

        await page.Page.Keyboard.PressAsync("Tab");
        Assert.Equal("live-switch", await page.Page.EvaluateAsync<string>("document.activeElement.id"));
        await page.Page.Keyboard.PressAsync("Tab");
        Assert.Equal("delivery-1", await page.Page.EvaluateAsync<string>("document.activeElement.id"));
        await app.DeliverAsync();
        await page.WaitForAsync("2 deliveries since the start");
        Assert.Equal("delivery-1", await page.Page.EvaluateAsync<string>("document.activeElement.id"));

        await page.Page.Keyboard.PressAsync("Enter");
        await page.WaitForAsync("JSON of event 1");
        await page.Page.Locator("summary").First.FocusAsync();
        await page.Page.Keyboard.PressAsync("Enter");
        await page.Page.Locator("pre").First.WaitForAsync(new() { State = WaitForSelectorState.Visible });
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task Secrets_are_shown_when_they_are_asked_for_and_the_body_is_downloaded_to_the_byte()
    {
        await using var app = await DiagnosedApp.StartAsync(isKestrel: true);
        await app.DeliverAsync(Delivery);
        await using var page = await OpenAsync(app, $"{DiagnosedApp.Page}/deliveries/1");
        Assert.DoesNotContain("canary", await page.Page.ContentAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain("bob@example.com", await page.Page.ContentAsync(), StringComparison.Ordinal);

        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Show what is masked" }).ClickAsync();
        await page.WaitForAsync("Secrets are shown");
        Assert.Contains("canary-host-token", await page.Page.ContentAsync(), StringComparison.Ordinal);
        await page.Page.Locator("summary").First.ClickAsync();
        var single = await page.Page.RunAndWaitForDownloadAsync(() => page.Page.GetByRole(AriaRole.Button, new() { Name = "Download the exact bytes of event 1" }).ClickAsync());
        var whole = await page.Page.RunAndWaitForDownloadAsync(() => page.Page.GetByRole(AriaRole.Button, new() { Name = "Download the exact body" }).ClickAsync());
        await page.Page.GetByRole(AriaRole.Link, new() { Name = "Mask them again" }).ClickAsync();
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Show what is masked" }).WaitForAsync();

        Assert.Equal("delivery-1.json", whole.SuggestedFilename);
        Assert.Equal(Encoding.UTF8.GetBytes(Delivery), await File.ReadAllBytesAsync(await whole.PathAsync(), TestContext.Current.CancellationToken));
        Assert.StartsWith("""{"type":"room-entry-requested",""", await File.ReadAllTextAsync(await single.PathAsync(), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.DoesNotContain("canary", await page.Page.ContentAsync(), StringComparison.Ordinal);
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task No_text_of_an_event_is_run()
    {
        await using var app = await DiagnosedApp.StartAsync(isKestrel: true);
        foreach (var payload in (string[])["<script>window.isRun=1</script>", "<img src=x onerror=window.isRun=1>", "</pre><svg onload=window.isRun=1>"])
        {
            await app.DeliverAsync($$"""[{"type":"{{payload}}","message":"{{payload}}","id":"{{payload}}","status":"{{payload}}","label":"{{payload}}"}]""");
        }

        await using var page = await OpenAsync(app);
        await page.WaitUntilLiveAsync();
        await app.DeliverAsync("""[{"type":"<img src=y onerror=window.isRun=1>"}]""");
        await page.WaitForAsync("4 deliveries since the start");
        await page.Page.GotoAsync(new Uri(app.Address, $"{DiagnosedApp.Page}/deliveries/1").ToString());
        await page.Page.Locator("summary").First.ClickAsync();

        Assert.True(await page.Page.EvaluateAsync<bool>("window.isRun === undefined"));
        Assert.Empty(page.Complaints);
    }

    [Theory]
    [InlineData(ColorScheme.Light, 390)]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 390)]
    [InlineData(ColorScheme.Dark, 1280)]
    public async Task It_fits_is_accessible_and_looks_as_it_should(ColorScheme theme, int width)
    {
        await using var app = await DiagnosedApp.StartAsync(
            static builder =>
            {
                builder.Services.AddScreenMeetWebhooks(static webhook => (webhook.SigningKey, webhook.PreviousSigningKey) = (Signed.Key, Signed.PreviousKey));
                builder.Services.AddScreenMeetWebhooks("apac", static webhook => webhook.SigningKey = "whsk_77ce0912bb3f4da1");
                builder.Services.AddScreenMeetWebhooks("emea", static webhook => webhook.SigningKey = "whsk_19d3fe02aa6c7b58");
            },
            static app =>
            {
                app.UseScreenMeetWebhooks();
                app.MapPost(DiagnosedApp.Webhook, static (ScreenMeetDelivery delivery) => delivery.Count);
                app.MapPost("/webhooks/apac", static int (ScreenMeetDelivery delivery) => throw new InvalidOperationException($"{delivery.Count}")).RequireScreenMeetSignature("apac");
                app.MapPost("/webhooks/emea", static (ScreenMeetDelivery delivery) => delivery.Count).RequireScreenMeetSignature("emea");
                app.MapScreenMeetDiagnostics(DiagnosedApp.Page);
            },
            isKestrel: true);
        await app.DeliverAsync(Delivery);
        await app.DeliverAsync(key: "whsk_77ce0912bb3f4da1", path: "/webhooks/apac");
        await app.DeliverAsync("[]", Signed.PreviousKey);
        await app.DeliverAsync($$"""[{"type":"custom-event-with-a-very-long-name-{{new string('x', 70)}}"}]""");
        await app.DeliverAsync(key: "whsk_another_organization");
        await app.DeliverAsync("""{"events":[]}""", key: "whsk_19d3fe02aa6c7b58", path: "/webhooks/emea");
        await app.DeliverAsync(path: "/webhook/screenmeet");
        await using var page = await chromium.OpenAsync(new Uri(app.Address, DiagnosedApp.Page), new() { ColorScheme = theme, ViewportSize = new() { Width = width, Height = 844 } });
        await page.WaitUntilLiveAsync();

        await AssertLooksAsync(page, $"webhooks-{theme}-{width}");
        await page.Page.GotoAsync(new Uri(app.Address, $"{DiagnosedApp.Page}/deliveries/1").ToString());
        await page.Page.Locator("summary").First.ClickAsync();
        await AssertLooksAsync(page, $"delivery-{theme}-{width}");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Show what is masked" }).ClickAsync();
        await page.WaitForAsync("Secrets are shown");
        await page.Page.Locator("summary").First.ClickAsync();
        await AssertLooksAsync(page, $"revealed-{theme}-{width}");
        Assert.Empty(page.Complaints);
    }

    private Task<BrowserPage> OpenAsync(DiagnosedApp app, string path = DiagnosedApp.Page) => chromium.OpenAsync(new Uri(app.Address, path));

    private static async Task AssertLooksAsync(BrowserPage page, string name)
    {
        await page.SaveScreenshotAsync(name.ToLowerInvariant());
        Assert.True(await page.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), $"{name} scrolls sideways.");
        await page.AssertAccessibleAsync();
    }
}
