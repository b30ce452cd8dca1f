using System.Net;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Logging.Testing;
using ScreenMeet.TestHarness;
using ScreenMeet.Webhooks;

namespace ScreenMeet.AspNetCore.Tests;

// What the log says when an application has started, and what it says that does not start because nothing would arrive.
public sealed class StartupReportTests
{
    [Fact]
    public async Task The_log_says_what_is_received_where()
    {
        await using var receiver = await Receiver.StartAsync(
            services: builder =>
            {
                builder.Services.AddScreenMeetWebhooks(webhook => webhook.SigningKey = Signed.Key).AddHandler<EntryPointHandler>();
                builder.Services.AddScreenMeetWebhooks("emea", webhook => webhook.SigningKey = Signed.Key);
            },
            controllers: [typeof(HooksController)],
            pipeline: app =>
            {
                app.UseScreenMeetWebhooks();
                app.MapControllers();
                app.MapPost("minimal", (ScreenMeetDelivery delivery) => delivery.Count).RequireScreenMeetSignature("emea");
                app.MapScreenMeetWebhook("/handlers");
                app.MapPost("/other", () => "");
            });

        Assert.Equal(
            [
                "Receiving the ScreenMeet webhook 'emea' at POST /minimal.",
                "Receiving the ScreenMeet webhook 'emea' at POST /webhooks/emea (HooksController.ReceiveEmea).",
                "Receiving the ScreenMeet webhook at POST /handlers.",
                "Receiving the ScreenMeet webhook at POST /webhooks/screenmeet (HooksController.Receive).",
            ],
            receiver.LogsOfOurs.Where(log => log.Level >= LogLevel.Information).Select(log => log.Message).Order(StringComparer.Ordinal));
        Assert.All(receiver.LogsOfOurs.Where(log => log.Level >= LogLevel.Information), log => Assert.Equal((8, "Receiving"), (log.Id.Id, log.Id.Name)));
    }

    [Fact]
    public async Task A_webhook_that_nothing_receives_is_a_warning()
    {
        await using var receiver = await Receiver.StartAsync(
            services: builder =>
            {
                builder.Services.AddScreenMeetWebhooks(webhook => webhook.SigningKey = Signed.Key);
                builder.Services.AddScreenMeetWebhooks("emea", webhook => webhook.SigningKey = Signed.Key);
                builder.Services.AddScreenMeetWebhooks("apac", webhook => webhook.SigningKey = Signed.Key);
            },
            pipeline: app =>
            {
                app.UseScreenMeetWebhooks();
                app.MapPost("/emea", () => "").RequireScreenMeetSignature("emea");
            });

        Assert.Equal(
            [
                "No endpoint receives the ScreenMeet webhook 'apac', although it is registered. Mark an action with [ScreenMeetWebhook(\"apac\")], or call RequireScreenMeetSignature or MapScreenMeetWebhook with its name.",
                "No endpoint receives the ScreenMeet webhook, although it is registered. Mark an action with [ScreenMeetWebhook], or call RequireScreenMeetSignature or MapScreenMeetWebhook with its name.",
            ],
            receiver.LogsOfOurs.Where(log => log.Level == LogLevel.Warning).Select(log => log.Message).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Without_the_middleware_one_line_says_so()
    {
        await using var receiver = await Receiver.StartAsync(pipeline: EntryPoints.Map);

        var line = Assert.Single(receiver.LogsOfOurs, log => log.Id.Name == "MiddlewareMissing");
        Assert.Equal(LogLevel.Information, line.Level);
        Assert.StartsWith("UseScreenMeetWebhooks() is not in the pipeline, so each marked endpoint verifies its requests itself", line.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_the_middleware_or_without_a_webhook_nothing_is_said_of_it()
    {
        await using var complete = await Receiver.StartAsync();
        await using var without = await Receiver.StartAsync(pipeline: app => app.MapGet("/", () => ""));

        Assert.DoesNotContain(complete.LogsOfOurs, log => log.Id.Name == "MiddlewareMissing");
        Assert.DoesNotContain(without.LogsOfOurs, log => log.Id.Name == "MiddlewareMissing");
    }

    [Fact]
    public async Task A_marked_action_that_no_endpoint_leads_to_stops_the_start()
    {
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => Receiver.StartAsync(
            controllers: [typeof(HooksController), typeof(UnmarkedController)], pipeline: app => app.UseScreenMeetWebhooks()));

        Assert.Contains(
            $"SM0020: The action '{typeof(HooksController).FullName}.Receive (ScreenMeet.AspNetCore.Tests)' is marked as a ScreenMeet webhook, but no endpoint leads to it. Call app.MapControllers(), or map a route to it.",
            exception.Message,
            StringComparison.Ordinal);
        Assert.DoesNotContain(nameof(UnmarkedController), exception.Message, StringComparison.Ordinal);
    }

    // The action does not say itself which webhook it receives.
    [Fact]
    public async Task An_action_that_only_its_group_marks_receives_the_webhook_of_the_group_alone()
    {
        await using var receiver = await Receiver.StartAsync(
            services: builder =>
            {
                builder.Services.AddScreenMeetWebhooks(webhook => webhook.SigningKey = Signed.Key);
                builder.Services.AddScreenMeetWebhooks("emea", webhook => webhook.SigningKey = Signed.Key);
            },
            controllers: [typeof(GroupedController)],
            pipeline: app => app.MapGroup("/emea").RequireScreenMeetSignature("emea").MapControllers());

        Assert.StartsWith(
            "No endpoint receives the ScreenMeet webhook, although",
            Assert.Single(receiver.LogsOfOurs, log => log.Level == LogLevel.Warning).Message,
            StringComparison.Ordinal);
    }

    public sealed class GroupedController : Controller
    {
        [HttpPost("unmarked")]
        public int Receive(ScreenMeetEvent[] events) => events.Length;
    }

    // MVC's list of actions would log that there are none.
    [Fact]
    public async Task An_application_without_MVC_starts_and_hears_nothing_of_it()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders().AddFakeLogging();
        builder.Services.AddScreenMeetWebhooks(webhook => webhook.SigningKey = Signed.Key).AddHandler<IgnoringHandler>();
        await using var app = builder.Build();
        app.MapScreenMeetWebhook("/");
        await app.StartAsync(TestContext.Current.CancellationToken);

        using var response = await app.GetTestClient().SendAsync(Signed.Delivery("/"), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.DoesNotContain(app.Services.GetFakeLogCollector().GetSnapshot(), log => log.Category!.StartsWith("Microsoft.AspNetCore.Mvc", StringComparison.Ordinal));
    }

    private sealed class IgnoringHandler : IScreenMeetEventHandler
    {
        public ValueTask HandleAsync(ScreenMeetEvent screenMeetEvent, ScreenMeetEventContext context, CancellationToken cancellationToken) => default;
    }

    [Fact]
    public async Task Without_endpoint_routing_an_action_needs_no_endpoint()
    {
        await using var receiver = await Receiver.StartAsync(
            services: builder =>
            {
                builder.Services.AddScreenMeetWebhooks(webhook => webhook.SigningKey = Signed.Key);
                builder.Services.AddScreenMeetWebhooks("emea", webhook => webhook.SigningKey = Signed.Key);
                builder.Services.AddScreenMeetWebhooks("apac", webhook => webhook.SigningKey = Signed.Key);
                builder.Services.Configure<MvcOptions>(mvc => mvc.EnableEndpointRouting = false);
            },
            controllers: [typeof(HooksController)],
            pipeline: app => app.UseMvc());

        Assert.StartsWith(
            "No endpoint receives the ScreenMeet webhook 'apac'",
            Assert.Single(receiver.LogsOfOurs, log => log.Level == LogLevel.Warning).Message,
            StringComparison.Ordinal);
        Assert.Single(receiver.LogsOfOurs, log => log.Id.Name == "MiddlewareMissing");
    }

    [Theory]
    [InlineData("attribute")]
    [InlineData("convention")]
    [InlineData("convention behind the mark")]
    public async Task An_output_cache_policy_of_its_own_stops_the_start(string way)
    {
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => Receiver.StartAsync(
            controllers: [typeof(CachedController)],
            pipeline: app =>
            {
                app.UseScreenMeetWebhooks();
                switch (way)
                {
                    case "attribute":
                        app.MapControllers();
                        break;
                    case "convention":
                        app.MapControllers();
                        app.MapPost("/", (ScreenMeetDelivery delivery) => delivery.Count).CacheOutput();
                        break;
                    default:
                        app.MapControllers();
                        app.MapPost("/", () => "").RequireScreenMeetSignature().CacheOutput(policy => policy.Expire(TimeSpan.FromHours(1)));
                        break;
                }
            }));

        Assert.Contains(
            $"SM0021: The endpoint '{(way == "attribute" ? $"{typeof(CachedController).FullName}.Receive (ScreenMeet.AspNetCore.Tests)" : "HTTP: POST /")}' is marked as a ScreenMeet webhook, but an output cache policy of its own could answer a delivery from the cache. Remove [OutputCache] or CacheOutput(…) from it",
            exception.Message,
            StringComparison.Ordinal);
        Assert.DoesNotContain("ReceiveUncached", exception.Message, StringComparison.Ordinal);
    }

    public sealed class HooksController : Controller
    {
        [HttpPost("webhooks/screenmeet"), ScreenMeetWebhook]
        public int Receive(ScreenMeetEvent[] events) => events.Length;

        [HttpPost("webhooks/emea"), ScreenMeetWebhook("emea")]
        public int ReceiveEmea(ScreenMeetEvent[] events) => events.Length;
    }

    public sealed class UnmarkedController : Controller
    {
        [HttpPost("/unmarked")]
        public string Receive() => "";
    }

    public sealed class CachedController : Controller
    {
        [HttpPost("/cached"), ScreenMeetWebhook, OutputCache(Duration = 60)]
        public int Receive(ScreenMeetEvent[] events) => events.Length;

        [HttpPost("/uncached"), ScreenMeetWebhook, OutputCache(NoStore = true)]
        public int ReceiveUncached(ScreenMeetEvent[] events) => events.Length;
    }
}
