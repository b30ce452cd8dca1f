using System.Net;
using System.Text.RegularExpressions;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Diagnostics.Tests;

public sealed partial class HistoryTests
{
    [Fact]
    public async Task The_last_50_deliveries_are_kept()
    {
        await using var app = await DiagnosedApp.StartAsync();

        for (var i = 1; i <= 60; i++)
        {
            await app.DeliverAsync($$"""[{"type":"event-{{i}}"}]""");
        }

        var page = await app.ReadPageAsync();
        Assert.Equal(50, DeliveryLinks.Count(page));
        Assert.DoesNotContain("event-10<", page, StringComparison.Ordinal);
        Assert.Contains("event-11<", page, StringComparison.Ordinal);
        Assert.Contains("60 deliveries since the start", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_flood_of_forged_requests_pushes_out_neither_deliveries_nor_refusals_for_other_reasons()
    {
        await using var app = await DiagnosedApp.StartAsync();

        await app.DeliverAsync("""[{"type":"genuine"}]""");
        await app.DeliverAsync("genuine, but not JSON");
        for (var i = 0; i < 500; i++)
        {
            await app.DeliverAsync(key: "whsk_a_stranger_guesses");
        }

        var text = await app.ReadTextAsync();
        Assert.Contains("genuine", text, StringComparison.Ordinal);
        Assert.Equal(49, Regex.Count(text[text.LastIndexOf("Refused requests", StringComparison.Ordinal)..], "signature_mismatch"));
        Assert.Contains("body_unreadable", text[text.LastIndexOf("Refused requests", StringComparison.Ordinal)..], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_busy_webhook_does_not_push_out_the_only_delivery_of_another()
    {
        await using var app = await DiagnosedApp.StartAsync(
            static builder =>
            {
                builder.Services.AddScreenMeetWebhooks("busy", static webhook => webhook.SigningKey = Signed.Key);
                builder.Services.AddScreenMeetWebhooks("quiet", static webhook => webhook.SigningKey = Signed.Key);
            },
            static app =>
            {
                app.UseScreenMeetWebhooks();
                app.MapPost("/busy", static (ScreenMeetDelivery delivery) => delivery.Count).RequireScreenMeetSignature("busy");
                app.MapPost("/quiet", static (ScreenMeetDelivery delivery) => delivery.Count).RequireScreenMeetSignature("quiet");
                app.MapScreenMeetDiagnostics(DiagnosedApp.Page);
            });

        await app.DeliverAsync("""[{"type":"only-one"}]""", path: "/quiet");
        for (var i = 0; i < 60; i++)
        {
            await app.DeliverAsync(path: "/busy");
        }

        Assert.Contains("only-one", await app.ReadPageAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bodies_of_8_MiB_are_kept_in_all_and_the_oldest_make_room()
    {
        await using var app = await DiagnosedApp.StartAsync();

        // 12 bodies of about 1,000,000 bytes, of which 8 have room.
        for (var i = 1; i <= 12; i++)
        {
            Assert.Equal(HttpStatusCode.OK, await app.DeliverAsync($$"""[{"type":"event-{{i}}","label":"{{new string('x', 1_000_000)}}"}]"""));
        }

        var page = await app.ReadPageAsync();
        Assert.Equal(["12", "11", "10", "9", "8", "7", "6", "5"], DeliveryLinks.Matches(page).Select(static match => match.Groups["id"].Value));
        Assert.Contains("event-1<", page, StringComparison.Ordinal);
        using var gone = await app.Client.GetAsync($"{DiagnosedApp.Page}/deliveries/1", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        Assert.Contains("This delivery is not kept any more.", await gone.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_is_larger_than_all_the_room_is_listed_without_its_events()
    {
        await using var app = await DiagnosedApp.StartAsync(static builder => builder.Services.AddScreenMeetWebhooks(
            static webhook => (webhook.SigningKey, webhook.MaxBodySize) = (Signed.Key, 10_000_000)));

        await app.DeliverAsync("""[{"type":"small"}]""");
        await app.DeliverAsync($$"""[{"type":"large","label":"{{new string('x', 9_000_000)}}"}]""");

        var page = await app.ReadPageAsync();
        Assert.Contains("large<", page, StringComparison.Ordinal);
        Assert.Equal(["1"], DeliveryLinks.Matches(page).Select(static match => match.Groups["id"].Value));
    }

    [Fact]
    public async Task Signed_requests_with_ever_new_paths_do_not_fill_the_page()
    {
        await using var app = await DiagnosedApp.StartAsync();

        for (var i = 0; i < 100; i++)
        {
            await app.DeliverAsync(path: $"/{i}/{new string('x', 3000)}");
        }

        var page = await app.ReadPageAsync();
        Assert.Equal(20, Regex.Count(page, "404 Not Found"));
        Assert.DoesNotContain(new string('x', 300), page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_kept_of_the_sender()
    {
        await using var app = await DiagnosedApp.StartAsync(isKestrel: true);
        using var request = Signed.Delivery(DiagnosedApp.Webhook, key: "whsk_another_organization")
            .With("X-Forwarded-For", "203.0.113.77").With("User-Agent", "canary-agent").With("Cookie", "canary-cookie");

        using var response = await app.Client.SendAsync(request, TestContext.Current.CancellationToken);

        var page = await app.ReadPageAsync();
        Assert.Contains("signature_mismatch", page, StringComparison.Ordinal);
        Assert.DoesNotContain("203.0.113.77", page, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", page, StringComparison.Ordinal);
        Assert.DoesNotContain(Signed.Hex(System.Text.Encoding.UTF8.GetBytes(Signed.Json), "whsk_another_organization"), page, StringComparison.OrdinalIgnoreCase);
    }

    [GeneratedRegex("id=\"delivery-(?<id>[0-9]+)\"")]
    private static partial Regex DeliveryLinks { get; }
}
