using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Options;
using ScreenMeet.TestHarness;
using ScreenMeet.Webhooks;

namespace ScreenMeet.AspNetCore.Tests;

public sealed class StartupTests
{
    [Theory]
    [InlineData(null, "SM0001: SigningKey of the ScreenMeet webhook is missing. The delegate that was passed to AddScreenMeetWebhooks does not set it. Copy the key from the ScreenMeet console (Organization → Integration Signing Key → Show → Copy) and set it in the delegate.")]
    [InlineData("", "SigningKey of the ScreenMeet webhook is missing")]
    [InlineData(" \t\r\n\u00A0", "SigningKey of the ScreenMeet webhook is missing")]
    [InlineData("whsk_3f1c9a7e\u200B5b2d4860", "contains the invisible character U+200B at position 13.")]
    [InlineData("\uFEFFwhsk_3f1c9a7e5b2d4860", "contains the invisible character U+FEFF at position 0.")]
    [InlineData("whsk_3f1c9a7e5b2d4860\u2060", "contains the invisible character U+2060 at position 21.")]
    [InlineData("whsk_3f1c\u00A09a7e5b2d4860", "contains the invisible character U+00A0 at position 9.")]
    [InlineData("whsk_3f1c\uFE0F9a7e5b2d4860", "contains the invisible character U+FE0F at position 9.")]
    [InlineData("whsk_3f1c\u31649a7e5b2d4860", "contains the invisible character U+3164 at position 9.")]
    [InlineData("whsk_3f1c\r\n9a7e5b2d4860", "contains the invisible character U+000D at position 9.")]
    [InlineData("whsk_3f1c\09a7e5b2d4860", "contains the invisible character U+0000 at position 9.")]
    [InlineData("<your signing key>", "SigningKey of the ScreenMeet webhook is a placeholder.")]
    [InlineData("your-signing-key", "is a placeholder.")]
    [InlineData("YOUR_SIGNING_KEY_HERE", "is a placeholder.")]
    [InlineData("${SCREENMEET_SIGNING_KEY}", "SigningKey of the ScreenMeet webhook is a reference to a secret that was not resolved. Copy the key again from the ScreenMeet console")]
    [InlineData("#{ScreenMeet.SigningKey}#", "SigningKey of the ScreenMeet webhook is a reference to a secret that was not resolved. Copy the key again from the ScreenMeet console")]
    [InlineData("{{signing_key}}", "SigningKey of the ScreenMeet webhook is a reference to a secret that was not resolved. Copy the key again from the ScreenMeet console")]
    [InlineData("$(SigningKey)", "SigningKey of the ScreenMeet webhook is a reference to a secret that was not resolved. Copy the key again from the ScreenMeet console")]
    [InlineData("%SIGNING_KEY%", "SigningKey of the ScreenMeet webhook is a reference to a secret that was not resolved. Copy the key again from the ScreenMeet console")]
    [InlineData("@Microsoft.KeyVault(SecretUri=https://vault.example/secrets/screenmeet/)", "is a reference to a secret that was not resolved.")]
    [InlineData("$SCREENMEET_SIGNING_KEY", "is a reference to a secret that was not resolved.")]
    [InlineData("/run/secrets/screenmeet", "is the path of a file or of a secret.")]
    [InlineData("ScreenMeet__SigningKey=whsk_3f1c9a7e5b2d4860", "has the form of an assignment.")]
    [InlineData("\"whsk_3f1c9a7e5b2d4860\"", "has quotation marks around it.")]
    [InlineData("whsk_3f1c9a7e 5b2d4860", "contains white space at position 13.")]
    [InlineData("whsk_3f1c9a7e5b2d4860whsk_3f1c9a7e5b2d4860", "is the same text repeated.")]
    [InlineData("REPLACE_WITH_KEY", "is a placeholder.")]
    [InlineData("__SIGNING_KEY__", "is a placeholder.")]
    [InlineData("change-me", "is a placeholder.")]
    [InlineData("ChangeMe", "is a placeholder.")]
    [InlineData("replace this", "is a placeholder.")]
    [InlineData("TODO", "is a placeholder.")]
    [InlineData("placeholder", "is a placeholder.")]
    [InlineData("xxxxxxxxxxxxxxxxxxxx", "is a placeholder.")]
    [InlineData("********************", "is a placeholder.")]
    public async Task An_unusable_signing_key_stops_the_start(string? key, string message)
    {
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => Receiver.StartAsync(options: webhook => webhook.SigningKey = key));

        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
        if (key?.Length > 12)
        {
            Assert.DoesNotContain(key, exception.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Half_a_character_in_the_signing_key_stops_the_start()
    {
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => Receiver.StartAsync(options: webhook => webhook.SigningKey = Signed.Key + '\uD83D'));

        Assert.Contains("contains the invisible character U+D83D at position 21.", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("your-signing-key", "PreviousSigningKey of the ScreenMeet webhook is a placeholder.")]
    [InlineData("whsk_3f1c9a7e\u200B5b2d4860", "PreviousSigningKey of the ScreenMeet webhook contains the invisible character U+200B")]
    public async Task An_unusable_previous_key_stops_the_start(string key, string message)
    {
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => Receiver.StartAsync(
            options: webhook => (webhook.SigningKey, webhook.PreviousSigningKey) = (Signed.Key, key)));

        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData(null)]
    public async Task A_blank_previous_key_is_none(string? key)
    {
        await using var receiver = await Receiver.StartAsync(options: webhook => (webhook.SigningKey, webhook.PreviousSigningKey) = (Signed.Key, key));

        await receiver.AssertAnswerAsync(EntryPoints.ApiController, Signed.Key, System.Net.HttpStatusCode.OK);
        using var forged = await receiver.SendAsync(Signed.Delivery(EntryPoints.ApiController, key: key ?? ""));
        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, forged.StatusCode);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(2_147_483_592)]
    public async Task A_body_size_out_of_range_stops_the_start(long size)
    {
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => Receiver.StartAsync(
            options: webhook => (webhook.SigningKey, webhook.MaxBodySize) = (Signed.Key, size)));

        Assert.Contains($"MaxBodySize of the ScreenMeet webhook is {size}. Set it to a number of bytes from 1 to 2147483591.", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1_048_576, 2_097_151, 2_097_152)]
    [InlineData(100, 199, 200)]
    [InlineData(2_147_483_591, 67_108_864, 4_294_967_182)]
    public async Task Buffers_without_room_for_the_largest_body_stop_the_start(long bodySize, long bufferedBytes, long needed)
    {
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => Start(bufferedBytes));

        Assert.Contains($"MaxBufferedBytes of the ScreenMeet webhook is {bufferedBytes}. Set it to at least {needed} bytes", exception.Message, StringComparison.Ordinal);
        await using var receiver = await Start(needed);

        Task<Receiver> Start(long bytes) => Receiver.StartAsync(
            options: webhook => (webhook.SigningKey, webhook.MaxBodySize, webhook.MaxBufferedBytes) = (Signed.Key, bodySize, bytes));
    }

    [Theory]
    [InlineData("00:00:00")]
    [InlineData("-00:00:01")]
    [InlineData("1.00:00:01")]
    public async Task A_body_timeout_out_of_range_stops_the_start(string timeout)
    {
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => Receiver.StartAsync(
            options: webhook => (webhook.SigningKey, webhook.BodyTimeout) = (Signed.Key, TimeSpan.Parse(timeout, null))));

        Assert.Contains($"BodyTimeout of the ScreenMeet webhook is {timeout}. Set it to more than zero and at most 24 hours.", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Configuration_without_the_section_stops_the_start()
    {
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => Receiver.StartAsync(
            services: builder => builder.Services.AddScreenMeetWebhooks(builder.Configuration.GetSection("ScreenMeet")).AddHandler<EntryPointHandler>()));

        Assert.Contains("SigningKey of the ScreenMeet webhook is missing", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_middleware_without_the_services_stops_the_start()
    {
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => Receiver.StartAsync(
            services: _ => { }, pipeline: app => app.UseScreenMeetWebhooks()));

        Assert.Equal(
            "SM0002: UseScreenMeetWebhooks() needs services that are not registered. Call services.AddScreenMeetWebhooks(…) where the services are configured.",
            exception.Message);
    }

    [Theory]
    [InlineData(typeof(UnmarkedController))]
    [InlineData(typeof(UnmarkedApiController))]
    [InlineData(typeof(UnmarkedPropertyController))]
    public async Task Events_on_an_unmarked_action_stop_the_start(Type controller)
    {
        var exception = await FailsToStartAsync(Usual, controller);

        Assert.Equal(
            $"SM0005: The action '{controller.FullName}.Receive (ScreenMeet.AspNetCore.Tests)' takes ScreenMeet events in '{(controller == typeof(UnmarkedPropertyController) ? "Events" : "events")}', but is not marked as their receiver. Put [ScreenMeetWebhook] on it.",
            exception.Message);
    }

    [Fact]
    public async Task Events_on_an_unmarked_minimal_API_stop_the_start()
    {
        var exception = await FailsToStartAsync(app =>
        {
            Usual(app);
            app.MapPost("/array", (ScreenMeetEvent[] events) => events.Length);
            app.MapPost("/list", (List<ScreenMeetEvent> events) => events.Count);
            app.MapPost("/sequence", (IEnumerable<ScreenMeetEvent> events) => events.Count());
            app.MapPost("/one", (ScreenMeetEvent events) => events.Type);
            app.MapPost("/lists", (List<ScreenMeetEvent[]> events) => events.Count);
            app.MapPost("/map", (Dictionary<string, ScreenMeetEvent> events) => events.Count);
            app.MapPost("/stream", (IAsyncEnumerable<ScreenMeetEvent> events) => events);
            app.MapPost("/as-parameters", ([AsParameters] HiddenEvents hidden) => hidden.Events?.Length);
        });

        Assert.Equal(
            string.Join(Environment.NewLine, new[] { "array", "list", "sequence", "one", "lists", "map", "stream", "as-parameters" }.Select(path =>
                $"SM0006: The endpoint 'HTTP: POST /{path}' takes ScreenMeet events in '{(path == "as-parameters" ? "Events" : "events")}', which would be read from requests that are not verified. Take a ScreenMeetDelivery instead, without an attribute.")),
            exception.Message);
    }

    // Another framework may say by a method alone what it binds.
    [Fact]
    public async Task Events_in_the_method_of_another_framework_stop_the_start()
    {
        var method = ((Delegate)ReceiveByFramework).Method;

        var exception = await FailsToStartAsync(app => app.MapPost("/framework", static (HttpContext _) => Task.CompletedTask).WithMetadata(method));

        Assert.StartsWith("SM0006: The endpoint 'HTTP: POST /framework", exception.Message, StringComparison.Ordinal);
        Assert.Contains("takes ScreenMeet events in 'events'", exception.Message, StringComparison.Ordinal);
    }

    private static int ReceiveByFramework(ScreenMeetEvent[] events) => events.Length;

    [Fact]
    public async Task Events_beside_a_delivery_in_a_minimal_API_stop_the_start()
    {
        var exception = await FailsToStartAsync(app =>
        {
            Usual(app);
            app.MapPost("/", (ScreenMeetDelivery delivery, ScreenMeetEvent[] events) => delivery.Count + events.Length);
        });

        Assert.Equal(
            "SM0008: The endpoint 'HTTP: POST /' takes ScreenMeet events in 'events', whose type ScreenMeetEvent[] cannot be bound by minimal APIs. Take a ScreenMeetDelivery instead.",
            exception.Message);
    }

    [Fact]
    public async Task The_attribute_on_a_minimal_API_stops_the_start()
    {
        var exception = await FailsToStartAsync(app =>
        {
            Usual(app);
            app.MapPost("/", [ScreenMeetWebhook] () => "");
        });

        Assert.Contains("The endpoint 'HTTP: POST /' has [ScreenMeetWebhook], which guards only MVC actions", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Event_services_stop_nothing()
    {
        await using var receiver = await Receiver.StartAsync(
            options: webhook => webhook.SigningKey = Signed.Key,
            services: builder => builder.Services.AddSingleton(new System.Collections.Concurrent.ConcurrentQueue<ScreenMeetEvent>()),
            pipeline: app =>
            {
                Usual(app);
                app.MapGet("/queue", ([FromServices] System.Collections.Concurrent.ConcurrentQueue<ScreenMeetEvent> queue) => queue.Count);
                app.MapGet("/inferred-queue", (System.Collections.Concurrent.ConcurrentQueue<ScreenMeetEvent> queue) => queue.Count);
            },
            controllers: [typeof(EventServiceController)]);

        Assert.Equal("0", await receiver.Client.GetStringAsync("/queue", TestContext.Current.CancellationToken));
        Assert.Equal("0", await receiver.Client.GetStringAsync("/inferred-queue", TestContext.Current.CancellationToken));
        Assert.Equal("0", await receiver.Client.GetStringAsync("/event-service", TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(typeof(OneEventController), "events", "ScreenMeetEvent")]
    [InlineData(typeof(EventSetController), "events", "HashSet<ScreenMeetEvent>")]
    [InlineData(typeof(EventSetPropertyController), "Events", "HashSet<ScreenMeetEvent>")]
    public async Task A_parameter_type_that_does_not_bind_stops_the_start(Type controller, string parameter, string type)
    {
        var exception = await FailsToStartAsync(Usual, controller);

        Assert.Contains($"takes ScreenMeet events in '{parameter}', whose type {type} cannot be bound. Take ScreenMeetEvent[], ", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(typeof(ConsumesJsonController))]
    [InlineData(typeof(ConsumesJsonOnClassController))]
    public async Task Consumes_that_shuts_out_plain_text_stops_the_start(Type controller)
    {
        var exception = await FailsToStartAsync(Usual, controller);

        Assert.Equal(
            $"SM0015: The endpoint '{controller.FullName}.Receive (ScreenMeet.AspNetCore.Tests)' is marked as a ScreenMeet webhook, but its [Consumes] or Accepts(…) excludes text/plain, which ScreenMeet sends. Remove it, or include text/plain.",
            exception.Message);
    }

    [Fact]
    public async Task Accepts_that_shuts_out_plain_text_stops_the_start()
    {
        var exception = await FailsToStartAsync(app =>
        {
            Usual(app);
            app.MapPost("/", (ScreenMeetDelivery delivery) => delivery.Count).Accepts<string>("application/json");
        });

        Assert.Contains("The endpoint 'HTTP: POST /' is marked as a ScreenMeet webhook, but its [Consumes] or Accepts(…) excludes text/plain", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Accepts_on_all_controllers_that_shuts_out_plain_text_stops_the_start()
    {
        var exception = await FailsToStartAsync(app =>
        {
            app.UseScreenMeetWebhooks();
            app.MapControllers().WithMetadata(new AcceptsMetadata(["application/json"]));
        });

        Assert.Contains("its [Consumes] or Accepts(…) excludes text/plain", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fallback")]
    [InlineData("fallback in a group")]
    [InlineData("dynamic route in a group")]
    [InlineData("page")]
    public async Task A_mark_on_an_endpoint_that_only_leads_to_others_stops_the_start(string endpoint)
    {
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => Receiver.StartAsync(
            options: webhook => webhook.SigningKey = Signed.Key,
            services: builder => builder.Services.AddSingleton<Transformer>(),
            controllers: [typeof(PeculiarApplicationTests.BareController)],
            pipeline: app =>
            {
                app.UseScreenMeetWebhooks();
                switch (endpoint)
                {
                    case "fallback":
                        app.MapFallbackToController("Receive", "Bare").RequireScreenMeetSignature();
                        break;
                    case "fallback in a group":
                        app.MapGroup("/webhooks").RequireScreenMeetSignature().MapFallbackToController("Receive", "Bare");
                        break;
                    case "page":
                        app.MapPost("/page", () => "").WithMetadata(new PageActionDescriptor()).RequireScreenMeetSignature();
                        break;
                    default:
                        app.MapGroup("/webhooks").RequireScreenMeetSignature().MapDynamicControllerRoute<Transformer>("{anything}");
                        break;
                }
            }));

        Assert.Contains("is marked as a ScreenMeet webhook, but only leads to other endpoints (a page, a fallback to an action, a dynamic route), which are not marked. Put", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Marks_for_several_webhooks_on_one_endpoint_stop_the_start(bool inGroup)
    {
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => Receiver.StartAsync(
            services: builder =>
            {
                builder.Services.AddScreenMeetWebhooks("emea", options => options.SigningKey = Signed.Key);
                builder.Services.AddScreenMeetWebhooks("apac", options => options.SigningKey = Signed.PreviousKey);
            },
            pipeline: app =>
            {
                app.UseScreenMeetWebhooks();
                if (inGroup)
                {
                    app.MapGroup("/group").RequireScreenMeetSignature("apac").MapPost("/", () => "").RequireScreenMeetSignature("emea");
                }
                else
                {
                    app.MapPost("/", [ScreenMeetWebhook("apac")] () => "").RequireScreenMeetSignature("emea");
                }
            }));

        Assert.Contains("is marked as the receiver of several ScreenMeet webhooks (\"apac\", \"emea\"). Keep only one mark", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_required_antiforgery_token_stops_the_start()
    {
        var exception = await FailsToStartAsync(app =>
        {
            app.UseScreenMeetWebhooks();
            app.MapControllers().WithMetadata(new RequireAntiforgeryTokenAttribute());
        });

        Assert.Contains("is marked as a ScreenMeet webhook, but requires an antiforgery token, which ScreenMeet cannot send. Call DisableAntiforgery() on it.", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("body")]
    [InlineData("services")]
    [InlineData("keyed services")]
    public async Task A_delivery_from_elsewhere_stops_the_start(string from)
    {
        foreach (var isMarked in new[] { false, true })
        {
            var exception = await FailsToStartAsync(app =>
            {
                Usual(app);
                var endpoint = from switch
                {
                    "body" => app.MapPost("/", ([FromBody] ScreenMeetDelivery? delivery) => delivery?.Count),
                    "services" => app.MapPost("/", ([FromServices] ScreenMeetDelivery? delivery) => delivery?.Count),
                    _ => app.MapPost("/", ([FromKeyedServices("key")] ScreenMeetDelivery? delivery) => delivery?.Count),
                };
                if (isMarked)
                {
                    endpoint.RequireScreenMeetSignature();
                }
            });
            Assert.Contains(
                "SM0011: The endpoint 'HTTP: POST /' takes a ScreenMeetDelivery in 'delivery', which has an attribute that binds it from elsewhere. Remove the attribute.",
                exception.Message,
                StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_label_as_metadata_of_actions_stops_the_start()
    {
        var exception = await FailsToStartAsync(
            app =>
            {
                app.UseScreenMeetWebhooks();
                app.MapControllers().WithMetadata(new ScreenMeetWebhookAttribute());
            },
            typeof(PeculiarApplicationTests.BareController));

        Assert.Contains("has [ScreenMeetWebhook] as metadata, which does not guard its action. Put it on the action, or call RequireScreenMeetSignature() on the endpoint.", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_action_that_another_route_reaches_without_the_mark_stops_the_start()
    {
        var exception = await FailsToStartAsync(
            app =>
            {
                app.UseScreenMeetWebhooks();
                app.MapControllerRoute("webhook", "webhook", new { controller = "TwoRoutes", action = "Receive" }).RequireScreenMeetSignature();
                app.MapControllerRoute("default", "{controller=Home}/{action=Index}/{id?}");
            },
            typeof(TwoRoutesController));

        Assert.Contains("is marked as a ScreenMeet webhook on one of its routes, but not on '{controller=Home}/{action=Index}/{id?}'. Put [ScreenMeetWebhook] on the action, or remove its other routes.", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("my-9f3KQz71xTbWvPq0R5sLd2")]
    [InlineData("Put_9f3KQz71xTbWvPq0R5sLd2")]
    [InlineData("schlüssel-9f3KQz71xTbWvPq0")]
    [InlineData("test9f3KQz71xTbWvPq0R5sLd2")]
    public async Task A_random_key_is_no_placeholder(string key)
    {
        await using var receiver = await Receiver.StartAsync(options: webhook => webhook.SigningKey = key);

        using var response = await receiver.SendAsync(Signed.Delivery(EntryPoints.ApiController, key: key));

        Assert.Equal(System.Net.HttpStatusCode.OK, response.StatusCode);
        Assert.DoesNotContain(receiver.Logs, log => log.Level >= LogLevel.Warning);
    }

    [Fact]
    public async Task Consumes_with_plain_text_is_fine()
    {
        await using var receiver = await Receiver.StartAsync(controllers: [typeof(ConsumesPlainTextController)]);

        using var response = await receiver.SendAsync(Signed.Delivery("/consumes-text"));

        Assert.Equal(System.Net.HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task A_key_with_white_space_around_it_is_trimmed_with_a_warning()
    {
        await using var receiver = await Receiver.StartAsync(options: webhook => webhook.SigningKey = $" {Signed.Key}\r\n");

        using var response = await receiver.SendAsync(Signed.Delivery(EntryPoints.ApiController));

        Assert.Equal(System.Net.HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(
            "SigningKey of the ScreenMeet webhook had white space around it, which was trimmed.",
            Assert.Single(receiver.LogsOfOurs, log => log.Level == LogLevel.Warning).Message);
    }

    [Fact]
    public async Task A_short_key_is_accepted_with_a_warning()
    {
        await using var receiver = await Receiver.StartAsync(options: webhook => webhook.SigningKey = "k3y_15_chars_ab");

        using var response = await receiver.SendAsync(Signed.Delivery(EntryPoints.ApiController, key: "k3y_15_chars_ab"));

        Assert.Equal(System.Net.HttpStatusCode.OK, response.StatusCode);
        Assert.StartsWith(
            "SigningKey of the ScreenMeet webhook has only 15 characters",
            Assert.Single(receiver.LogsOfOurs, log => log.Level == LogLevel.Warning).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_usual_key_gives_no_warning()
    {
        await using var receiver = await Receiver.StartAsync();

        Assert.DoesNotContain(receiver.Logs, log => log.Level >= LogLevel.Warning);
    }

    private static void Usual(WebApplication app)
    {
        app.UseScreenMeetWebhooks();
        app.MapControllers();
    }

    private static Task<InvalidOperationException> FailsToStartAsync(Action<WebApplication> pipeline, Type? controller = null) =>
        Assert.ThrowsAsync<InvalidOperationException>(() => Receiver.StartAsync(pipeline: pipeline, controllers: controller is null ? null : [controller]));

    public sealed class UnmarkedController : Controller
    {
        [HttpPost("/unmarked")]
        public int Receive(IReadOnlyList<ScreenMeetEvent> events) => events.Count;
    }

    public sealed class TwoRoutesController : Controller
    {
        public int? Receive() => HttpContext.GetScreenMeetDelivery()?.Count;
    }

    [ApiController]
    public sealed class UnmarkedApiController : ControllerBase
    {
        [HttpPost("/unmarked")]
        public int Receive(ScreenMeetEvent[] events) => events.Length;
    }

    public sealed class UnmarkedPropertyController : Controller
    {
        [BindProperty]
        public List<ScreenMeetEvent>? Events { get; set; }

        [HttpPost("/unmarked")]
        public int? Receive() => Events?.Count;
    }

    private sealed class Transformer : Microsoft.AspNetCore.Mvc.Routing.DynamicRouteValueTransformer
    {
        public override ValueTask<RouteValueDictionary> TransformAsync(HttpContext httpContext, RouteValueDictionary values) => new(values);
    }

    public sealed class HiddenEvents
    {
        [FromBody]
        public ScreenMeetEvent[]? Events { get; set; }
    }

    public sealed class EventSetPropertyController : Controller
    {
        [BindProperty]
        public HashSet<ScreenMeetEvent>? Events { get; set; }

        [HttpPost("/set"), ScreenMeetWebhook]
        public int? Receive() => Events?.Count;
    }

    public sealed class OneEventController : Controller
    {
        [HttpPost("/one"), ScreenMeetWebhook]
        public string? Receive(ScreenMeetEvent events) => events.Type;
    }

    public sealed class EventSetController : Controller
    {
        [HttpPost("/set"), ScreenMeetWebhook]
        public int Receive(HashSet<ScreenMeetEvent> events) => events.Count;
    }

    [ApiController]
    public sealed class EventServiceController : ControllerBase
    {
        [HttpGet("/event-service")]
        public int Count(System.Collections.Concurrent.ConcurrentQueue<ScreenMeetEvent> queue) => queue.Count;
    }

    public sealed class ConsumesJsonController : Controller
    {
        [HttpPost("/consumes"), ScreenMeetWebhook, Consumes("application/json")]
        public int Receive(ScreenMeetEvent[] events) => events.Length;
    }

    [Consumes("application/json", "application/xml")]
    public sealed class ConsumesJsonOnClassController : Controller
    {
        [HttpPost("/consumes"), ScreenMeetWebhook]
        public int Receive(ScreenMeetEvent[] events) => events.Length;
    }

    [Consumes("application/json")]
    public sealed class ConsumesPlainTextController : Controller
    {
        [HttpPost("/consumes-both"), ScreenMeetWebhook, Consumes("application/json", "text/plain")]
        public int ReceiveBoth(ScreenMeetEvent[] events) => events.Length;

        [HttpPost("/consumes-text"), ScreenMeetWebhook, Consumes("Text/Plain")]
        public int Receive(ScreenMeetEvent[] events) => events.Length;
    }
}
