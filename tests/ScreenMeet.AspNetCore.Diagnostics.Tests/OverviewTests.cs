using System.Net;
using Microsoft.Extensions.Configuration.Memory;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Diagnostics.Tests;

public sealed class OverviewTests
{
    // printf %s whsk_a4c123b1612dd272 | sha256sum, and the same for whsk_a4c1be07d2295f38
    private const string Fingerprint = "947cd7d6f3dc";
    private const string PreviousFingerprint = "e33c49bb1dbd";

    [Fact]
    public async Task Before_anything_arrives_the_page_says_where_to_enter_which_URL()
    {
        await using var app = await DiagnosedApp.StartAsync();

        var text = await app.ReadTextAsync();

        Assert.Contains("Nothing from ScreenMeet has arrived since the application started", text, StringComparison.Ordinal);
        Assert.Contains("enter the URL below", text, StringComparison.Ordinal);
        Assert.Contains("http://localhost/webhooks/screenmeet", text, StringComparison.Ordinal);
        Assert.Contains("Only this machine or its network can reach it", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_are_shown_as_the_fingerprints_that_the_screenmeet_tool_shows_too()
    {
        await using var app = await DiagnosedApp.StartAsync(static builder => builder.Services.AddScreenMeetWebhooks(
            static webhook => (webhook.SigningKey, webhook.PreviousSigningKey) = (Signed.Key, Signed.PreviousKey)));

        var page = await app.ReadPageAsync();

        Assert.Contains(Fingerprint, page, StringComparison.Ordinal);
        Assert.Contains(PreviousFingerprint, page, StringComparison.Ordinal);
        Assert.DoesNotContain("whsk_", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_accepted_delivery_is_listed_with_its_events_and_the_answer()
    {
        await using var app = await DiagnosedApp.StartAsync();

        Assert.Equal(HttpStatusCode.OK, await app.DeliverAsync());

        var text = await app.ReadTextAsync();
        Assert.Contains("Deliveries arrive. The last one was accepted at", text, StringComparison.Ordinal);
        Assert.Contains("room-entered, audio-muted", text, StringComparison.Ordinal);
        Assert.Contains("200 OK", text, StringComparison.Ordinal);
        Assert.Contains("1 delivery since the start", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_request_is_listed_with_its_reason_and_what_to_do()
    {
        await using var app = await DiagnosedApp.StartAsync();

        Assert.Equal(HttpStatusCode.Unauthorized, await app.DeliverAsync(key: "whsk_another_organization"));

        var text = await app.ReadTextAsync();
        Assert.Contains("No delivery was accepted yet. The last request was refused at", text, StringComparison.Ordinal);
        Assert.Contains("signature_mismatch 401 Unauthorized", text, StringComparison.Ordinal);
        Assert.Contains("Compare the key with the console (Organization → Integration Signing Key → Show).", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_a_key_reset_the_page_says_since_when_deliveries_are_refused()
    {
        await using var app = await DiagnosedApp.StartAsync();

        await app.DeliverAsync();
        await app.DeliverAsync(key: "whsk_the_key_after_a_reset");

        var text = await app.ReadTextAsync();
        Assert.Contains("Check this", text, StringComparison.Ordinal);
        Assert.Matches("The last delivery was accepted at [0-9:]+. A later request was refused at [0-9:]+: signature_mismatch.", text);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    public async Task Requests_that_browsers_and_scanners_send_do_not_change_the_verdict(string method)
    {
        await using var app = await DiagnosedApp.StartAsync(pipeline: static app =>
        {
            app.UseScreenMeetWebhooks();
            app.Map(DiagnosedApp.Webhook, static (ScreenMeetDelivery delivery) => delivery.Count);
            app.MapScreenMeetDiagnostics(DiagnosedApp.Page);
        });
        using var stray = new HttpRequestMessage(new HttpMethod(method), DiagnosedApp.Webhook);

        await app.DeliverAsync();
        using var response = await app.Client.SendAsync(stray, TestContext.Current.CancellationToken);

        Assert.NotEqual(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains("Receiving Deliveries arrive.", await app.ReadTextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_delivery_that_cannot_be_read_stays_the_verdict_whatever_strangers_send()
    {
        await using var app = await DiagnosedApp.StartAsync();

        await app.DeliverAsync();
        await app.DeliverAsync("""{"events":[]}""");
        await app.DeliverAsync(key: "whsk_another_organization");

        var text = await app.ReadTextAsync();
        Assert.Contains("The webhook Refused", text, StringComparison.Ordinal);
        Assert.Contains("The delivery is genuine, but it is not a JSON array", text, StringComparison.Ordinal);
    }

    // The page for exceptions in Development does not say which exception it shows.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_handler_that_fails_is_told_from_a_delivery_that_does_not_arrive(bool hasExceptionHandler)
    {
        await using var app = await DiagnosedApp.StartAsync(environment: "Development", pipeline: app =>
        {
            if (hasExceptionHandler)
            {
                app.UseExceptionHandler("/error");
                app.Map("/error", static () => Results.Problem());
            }

            app.UseScreenMeetWebhooks();
            app.MapPost(DiagnosedApp.Webhook, static int (ScreenMeetDelivery delivery) => throw new TimeoutException($"{delivery.Count}"));
            app.MapScreenMeetDiagnostics(DiagnosedApp.Page);
        });

        Assert.Equal(HttpStatusCode.InternalServerError, await app.DeliverAsync());

        var text = await app.ReadTextAsync();
        Assert.Contains($"and answered with 500{(hasExceptionHandler ? " because of System.TimeoutException" : "")}.", text, StringComparison.Ordinal);
        Assert.Contains("The webhook Your code fails", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signed_request_to_a_wrong_path_is_shown_with_the_answer()
    {
        await using var app = await DiagnosedApp.StartAsync();

        Assert.Equal(HttpStatusCode.NotFound, await app.DeliverAsync(path: "/webhook/screenmeet?secret=canary"));
        await app.DeliverAsync(path: "/webhook/screenmeet");

        var text = await app.ReadTextAsync();
        Assert.Contains("a signed request was answered by something other than a webhook", text, StringComparison.Ordinal);
        Assert.Contains("/webhook/screenmeet 404 Not Found 2 No endpoint has this path.", text.Replace(" Path ", " ", StringComparison.Ordinal).Replace(" Answer ", " ", StringComparison.Ordinal).Replace(" Requests ", " ", StringComparison.Ordinal).Replace(" What to do ", " ", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("canary", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redirect_in_front_of_the_webhook_is_shown()
    {
        await using var app = await DiagnosedApp.StartAsync(pipeline: static app =>
        {
            app.Use(static (context, next) =>
            {
                if (HttpMethods.IsPost(context.Request.Method))
                {
                    context.Response.Redirect("https://localhost/webhooks/screenmeet", permanent: false, preserveMethod: true);
                    return Task.CompletedTask;
                }

                return next(context);
            });
            app.UseScreenMeetWebhooks();
            app.MapPost(DiagnosedApp.Webhook, static (ScreenMeetDelivery delivery) => delivery.Count);
            app.MapScreenMeetDiagnostics(DiagnosedApp.Page);
        });

        Assert.Equal(HttpStatusCode.TemporaryRedirect, await app.DeliverAsync());

        Assert.Contains("Something redirects", await app.ReadTextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_webhook_has_its_own_URL_keys_and_verdict()
    {
        await using var app = await DiagnosedApp.StartAsync(
            static builder =>
            {
                builder.Services.AddScreenMeetWebhooks("emea", static webhook => webhook.SigningKey = Signed.Key);
                builder.Services.AddScreenMeetWebhooks("apac", static webhook => webhook.SigningKey = Signed.PreviousKey);
                builder.Services.AddScreenMeetWebhooks("unmapped", static webhook => webhook.SigningKey = Signed.Key);
            },
            static app =>
            {
                app.UseScreenMeetWebhooks();
                app.MapPost("/webhooks/{region}/emea", static (ScreenMeetDelivery delivery) => delivery.Count).RequireScreenMeetSignature("emea");
                app.MapPost("/webhooks/apac", static (ScreenMeetDelivery delivery) => delivery.Count).RequireScreenMeetSignature("apac");
                app.MapScreenMeetDiagnostics(DiagnosedApp.Page);
            });

        Assert.Equal(HttpStatusCode.OK, await app.DeliverAsync(path: "/webhooks/north/emea"));
        Assert.Equal(HttpStatusCode.Unauthorized, await app.DeliverAsync(path: "/webhooks/apac"));

        var cards = (await app.ReadPageAsync()).Split("<article").Skip(1).Select(PageText.Of).ToArray();
        Assert.Equal(3, cards.Length);
        Assert.Contains("emea Receiving", cards[0], StringComparison.Ordinal);
        Assert.Contains("http://localhost/webhooks/{region}/emea", cards[0], StringComparison.Ordinal);
        Assert.Contains("Replace what is in braces.", cards[0], StringComparison.Ordinal);
        Assert.Contains(Fingerprint, cards[0], StringComparison.Ordinal);
        Assert.Contains("apac Refused", cards[1], StringComparison.Ordinal);
        Assert.Contains(PreviousFingerprint, cards[1], StringComparison.Ordinal);
        Assert.Contains("unmapped Not received No endpoint receives this webhook.", cards[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_from_a_provider_are_not_asked_for()
    {
        await using var app = await DiagnosedApp.StartAsync(static builder =>
            builder.Services.AddSingleton(new SettableKeys { Keys = new(Signed.Key) }).AddScreenMeetWebhooks().AddSigningKeyProvider<SettableKeys>());

        Assert.Equal(HttpStatusCode.OK, await app.DeliverAsync());

        var text = await app.ReadTextAsync();
        Assert.Contains("from a key provider", text, StringComparison.Ordinal);
        Assert.DoesNotContain(Fingerprint, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_a_reload_that_is_not_valid_the_keys_that_are_in_use_are_shown()
    {
        var source = new MemoryConfigurationSource { InitialData = [new("ScreenMeet:SigningKey", Signed.Key)] };
        await using var app = await DiagnosedApp.StartAsync(builder =>
        {
            ((IConfigurationBuilder)builder.Configuration).Add(source);
            builder.Services.AddScreenMeetWebhooks(builder.Configuration.GetSection("ScreenMeet"));
        });
        var configuration = (IConfigurationRoot)app.Services.GetRequiredService<IConfiguration>();

        configuration["ScreenMeet:SigningKey"] = "<your key>";
        configuration.Reload();

        var text = await app.ReadTextAsync();
        Assert.Contains(Fingerprint, text, StringComparison.Ordinal);
        Assert.Contains("The last change of the options is not valid", text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await app.DeliverAsync());
    }

    [Fact]
    public void Each_reason_of_a_refusal_has_a_hint()
    {
        var refusals = Repository.Read("src/ScreenMeet.AspNetCore/Pipeline/Refusal.cs");
        var hints = Repository.Read("src/ScreenMeet.AspNetCore.Diagnostics/Pages/Hints.cs");

        var reasons = System.Text.RegularExpressions.Regex.Matches(refusals, "\"(?<reason>[a-z]+_[a-z_]+)\"").Select(static match => match.Groups["reason"].Value).ToArray();

        Assert.NotEmpty(reasons);
        Assert.All(reasons, reason => Assert.Contains($"[\"{reason}\"] = ", hints, StringComparison.Ordinal));
    }
}
