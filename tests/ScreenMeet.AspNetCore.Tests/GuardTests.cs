using System.Net;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.Extensions.Logging.Testing;
using ScreenMeet.TestHarness;
using ScreenMeet.Webhooks;

namespace ScreenMeet.AspNetCore.Tests;

// Where the middleware does not run for a request, the guard verifies it.
public sealed class GuardTests
{
    private static readonly Dictionary<string, Action<WebApplication>> s_pipelines = new()
    {
        ["nowhere"] = EntryPoints.Map,
        ["before UseRouting"] = app =>
        {
            app.UseScreenMeetWebhooks();
            app.UseRouting();
            EntryPoints.Map(app);
        },
        ["in a branch by predicate"] = app =>
        {
            app.UseWhen(_ => false, branch => branch.UseScreenMeetWebhooks());
            EntryPoints.Map(app);
        },
        ["in a branch by path"] = app =>
        {
            app.Map("/elsewhere", branch => branch.UseScreenMeetWebhooks());
            EntryPoints.Map(app);
        },
        ["behind the endpoints"] = app =>
        {
            app.UseRouting();
            app.UseEndpoints(_ => { });
            app.UseScreenMeetWebhooks();
            EntryPoints.Map(app);
        },

        // It adds UseAuthorization() by itself.
        ["with authorization in front"] = app =>
        {
            app.UseAntiforgery();
            EntryPoints.Map(app);
        },
        ["in an application that buffers"] = app =>
        {
            app.Use((context, next) =>
            {
                context.Request.EnableBuffering();
                return next(context);
            });
            EntryPoints.Map(app);
        },
    };

    public static MatrixTheoryData<Server, string, string> Pipelines => new(Enum.GetValues<Server>(), EntryPoints.All, [.. s_pipelines.Keys]);

    [Theory]
    [MemberData(nameof(Pipelines))]
    public async Task Without_the_middleware_on_its_way_a_request_is_verified_all_the_same(Server server, string entryPoint, string pipeline)
    {
        await using var receiver = await StartAsync(server, s_pipelines[pipeline]);

        using var unsigned = await receiver.SendAsync(Signed.Post(entryPoint, "[]"u8.ToArray()));
        using var forged = await receiver.SendAsync(Signed.Delivery(entryPoint, key: "whsk_another_organization"));
        Assert.Empty(receiver.ReceivedEvents.Batches);
        using var signed = await receiver.SendAsync(Signed.Delivery(entryPoint));

        Assert.Equal(HttpStatusCode.Unauthorized, unsigned.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, forged.StatusCode);
        Assert.Equal("ScreenMeet-Signature", forged.Headers.WwwAuthenticate.ToString());
        Assert.Empty(await forged.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal(HttpStatusCode.OK, signed.StatusCode);
        Assert.Equal(["room-entered", "audio-muted"], Assert.Single(receiver.ReceivedEvents.Batches).Select(e => e.Type));
        Assert.Equal(["signature_missing", "signature_mismatch"], receiver.Refusals.Reasons);
        receiver.AssertNoErrors();
    }

    // A refusal is a status, not an exception and not a missing parameter.
    [Fact]
    public async Task A_handler_whose_delivery_is_optional_does_not_run_without_one()
    {
        await using var receiver = await StartAsync(Server.TestServer, app =>
            app.MapPost("/optional", (ScreenMeetDelivery? delivery, ReceivedEvents receivedEvents) => receivedEvents.Add(delivery ?? throw new InvalidOperationException())));

        using var unsigned = await receiver.SendAsync(Signed.Post("/optional", "[]"u8.ToArray()));
        using var signed = await receiver.SendAsync(Signed.Delivery("/optional"));

        Assert.Equal(HttpStatusCode.Unauthorized, unsigned.StatusCode);
        Assert.Equal(HttpStatusCode.OK, signed.StatusCode);
        Assert.Single(receiver.ReceivedEvents.Batches);
        receiver.AssertNoErrors();
    }

    // The filters of a group are around those that a parameter could add.
    [Theory]
    [InlineData(Server.TestServer)]
    [InlineData(Server.Kestrel)]
    public async Task The_guard_comes_before_endpoint_filters_and_before_other_parameters_are_bound(Server server)
    {
        var ran = 0;
        await using var receiver = await StartAsync(server, app =>
        {
            var group = app.MapGroup("/filtered").AddEndpointFilter((context, next) =>
            {
                ran += context.GetArgument<ScreenMeetDelivery>(1).Count;
                return next(context);
            });
            group.MapPost("/", (ReadsBody other, ScreenMeetDelivery delivery) => other.Length + delivery.Count);
        });

        using var unsigned = await receiver.SendAsync(Signed.Post("/filtered", "[]"u8.ToArray()));
        await receiver.AssertAnswerAsync("/filtered", "whsk_another_organization", HttpStatusCode.Unauthorized);
        Assert.Equal(HttpStatusCode.Unauthorized, unsigned.StatusCode);
        Assert.Equal((0, 0), (ran, ReadsBody.Bound));
        receiver.AssertNoErrors();

        await receiver.AssertAnswerAsync("/filtered", Signed.Key, HttpStatusCode.OK);
        Assert.Equal((2, 1), (ran, ReadsBody.Bound));
        ReadsBody.Bound = 0;
    }

    private sealed record ReadsBody(int Length)
    {
        public static int Bound { get; set; }

        public static async ValueTask<ReadsBody?> BindAsync(HttpContext context)
        {
            Bound++;
            using var reader = new StreamReader(context.Request.Body, leaveOpen: true);
            return new((await reader.ReadToEndAsync()).Length);
        }
    }

    [Theory]
    [InlineData("type")]
    [InlineData("service")]
    [InlineData("global")]
    public async Task A_mark_by_its_type_does_not_start(string kind)
    {
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => Receiver.StartAsync(
            options: webhook => webhook.SigningKey = Signed.Key,
            controllers: [typeof(MarkedByTypeController)],
            services: builder => builder.Services.Configure<MvcOptions>(mvc =>
            {
                switch (kind)
                {
                    case "type":
                        mvc.Filters.Add(new TypeFilterAttribute(typeof(ScreenMeetWebhookAttribute)) { Arguments = [""] });
                        break;
                    case "service":
                        mvc.Filters.AddService<ScreenMeetWebhookAttribute>();
                        break;
                    default:
                        mvc.Filters.Add<ScreenMeetWebhookAttribute>();
                        break;
                }
            }),
            pipeline: app => app.MapControllers()));

        Assert.Contains("SM0029: The action '", exception.Message, StringComparison.Ordinal);
    }

    // Without endpoints, nothing is checked at the start.
    [Fact]
    public async Task A_mark_by_its_type_guards_without_endpoint_routing()
    {
        await using var receiver = await Receiver.StartAsync(
            options: webhook => webhook.SigningKey = Signed.Key,
            controllers: [typeof(MarkedByTypeController)],
            services: builder => builder.Services.Configure<MvcOptions>(mvc =>
            {
                mvc.EnableEndpointRouting = false;
                mvc.Filters.Add(new TypeFilterAttribute(typeof(ScreenMeetWebhookAttribute)) { Arguments = [""] });
            }),
            pipeline: app => app.UseMvc());

        await receiver.AssertAnswerAsync("/by-type", "whsk_another_organization", HttpStatusCode.Unauthorized);
        await receiver.AssertAnswerAsync("/by-type", Signed.Key, HttpStatusCode.OK);
    }

    public sealed class MarkedByTypeController : Controller
    {
        [HttpPost("by-type")]
        public void Receive()
        {
        }
    }

    [Fact]
    public async Task The_guard_comes_before_the_authorization_filters_of_the_application()
    {
        var ran = 0;
        await using var receiver = await Receiver.StartAsync(
            options: webhook => webhook.SigningKey = Signed.Key,
            services: builder => builder.Services.Configure<MvcOptions>(mvc => mvc.Filters.Add(new Counting(() => ran++))),
            pipeline: EntryPoints.Map);

        foreach (var entryPoint in EntryPoints.All)
        {
            using var response = await receiver.SendAsync(Signed.Post(entryPoint, "[]"u8.ToArray()));
            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        }

        Assert.Equal(0, ran);
    }

    private sealed class Counting(Action count) : IAuthorizationFilter, IOrderedFilter
    {
        public int Order => int.MinValue;

        public void OnAuthorization(AuthorizationFilterContext context) => count();
    }

    // Such filters turn each result of an action into an envelope with 200.
    [Fact]
    public async Task A_refusal_by_the_guard_is_not_wrapped_by_filters_of_the_application()
    {
        await using var receiver = await Receiver.StartAsync(
            options: webhook => webhook.SigningKey = Signed.Key,
            services: builder => builder.Services.Configure<MvcOptions>(mvc => mvc.Filters.Add<Envelope>()),
            pipeline: EntryPoints.Map);

        using var response = await receiver.SendAsync(Signed.Post(EntryPoints.PlainController, "[]"u8.ToArray()));

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    private sealed class Envelope : IAlwaysRunResultFilter
    {
        public void OnResultExecuting(ResultExecutingContext context) => context.Result = new ObjectResult(new { ok = true }) { StatusCode = 200 };

        public void OnResultExecuted(ResultExecutedContext context)
        {
        }
    }

    [Fact]
    public async Task An_endpoint_that_is_added_later_is_guarded()
    {
        WebApplication? application = null;
        await using var receiver = await StartAsync(Server.TestServer, app =>
        {
            application = app;

            // With an endpoint there is routing.
            app.MapGet("/", () => "");
        });
        EntryPoints.MapMinimalApi(application!);

        using var forged = await receiver.SendAsync(Signed.Delivery(EntryPoints.MinimalApi, key: "whsk_another_organization"));
        using var signed = await receiver.SendAsync(Signed.Delivery(EntryPoints.MinimalApi));

        Assert.Equal(HttpStatusCode.Unauthorized, forged.StatusCode);
        Assert.Equal(HttpStatusCode.OK, signed.StatusCode);
        Assert.Single(receiver.ReceivedEvents.Batches);
    }

    [Theory]
    [InlineData(Server.TestServer)]
    [InlineData(Server.Kestrel)]
    public async Task MVC_without_endpoint_routing_is_guarded(Server server)
    {
        await using var receiver = await Receiver.StartAsync(
            server,
            options: webhook => webhook.SigningKey = Signed.Key,
            services: builder => builder.Services.Configure<MvcOptions>(mvc => mvc.EnableEndpointRouting = false),
            pipeline: app =>
            {
                app.UseScreenMeetWebhooks();
                app.UseMvc();
            },
            controllers: [typeof(ApiEntryPointController), typeof(PlainEntryPointController)]);

        foreach (var entryPoint in new[] { EntryPoints.ApiController, EntryPoints.PlainController, EntryPoints.MvcDelivery, EntryPoints.UnmarkedMvcDelivery })
        {
            await receiver.AssertAnswerAsync(entryPoint, "whsk_another_organization", HttpStatusCode.Unauthorized);
            await receiver.AssertAnswerAsync(entryPoint, Signed.Key, HttpStatusCode.OK);
        }

        Assert.Equal(4, receiver.ReceivedEvents.Batches.Count);
        receiver.AssertNoErrors();
    }

    // There is no endpoint that could say which webhook an action receives.
    [Fact]
    public async Task MVC_without_endpoint_routing_takes_the_keys_of_the_marks_own_webhook()
    {
        await using var receiver = await Receiver.StartAsync(
            options: webhook => webhook.SigningKey = Signed.Key,
            services: builder =>
            {
                builder.Services.AddScreenMeetWebhooks("emea", webhook => webhook.SigningKey = "whsk_of_the_named_one");
                builder.Services.Configure<MvcOptions>(mvc => mvc.EnableEndpointRouting = false);
            },
            pipeline: app => app.UseMvc(),
            controllers: [typeof(NamedController)]);

        await receiver.AssertAnswerAsync("/emea", Signed.Key, HttpStatusCode.Unauthorized);
        Assert.Empty(receiver.ReceivedEvents.Batches);
        await receiver.AssertAnswerAsync("/emea", "whsk_of_the_named_one", HttpStatusCode.OK);
        Assert.Single(receiver.ReceivedEvents.Batches);
    }

    public sealed class NamedController(ReceivedEvents receivedEvents) : Controller
    {
        [HttpPost("emea"), ScreenMeetWebhook("emea")]
        public void Receive(ScreenMeetEvent[] events) => receivedEvents.Add(events);
    }

    [Theory]
    [InlineData(Server.TestServer)]
    [InlineData(Server.Kestrel)]
    public async Task A_short_circuited_endpoint_is_guarded(Server server)
    {
        await using var receiver = await StartAsync(server, app =>
        {
            app.UseRouting();
            app.UseScreenMeetWebhooks();
            app.MapPost("/short", (ScreenMeetDelivery delivery, ReceivedEvents receivedEvents) => receivedEvents.Add(delivery)).ShortCircuit();
            app.MapPost("/required", (HttpContext context, ReceivedEvents receivedEvents) => receivedEvents.Add(context.GetScreenMeetDelivery()!)).RequireScreenMeetSignature().ShortCircuit();
        });

        foreach (var path in new[] { "/short", "/required" })
        {
            await receiver.AssertAnswerAsync(path, "whsk_another_organization", HttpStatusCode.Unauthorized);
            await receiver.AssertAnswerAsync(path, Signed.Key, HttpStatusCode.OK);
        }

        Assert.Equal(2, receiver.ReceivedEvents.Batches.Count);
        receiver.AssertNoErrors();
    }

    [Fact]
    public async Task A_group_around_controllers_marks_them()
    {
        await using var receiver = await Receiver.StartAsync(
            options: webhook => webhook.SigningKey = Signed.Key,
            controllers: [typeof(UnmarkedController)],
            services: _ => { },
            pipeline: app => app.MapGroup("/x").RequireScreenMeetSignature().MapControllers());

        await receiver.AssertAnswerAsync("/x/unmarked", "whsk_another_organization", HttpStatusCode.Unauthorized);
        await receiver.AssertAnswerAsync("/x/unmarked", Signed.Key, HttpStatusCode.OK);
        Assert.Single(receiver.ReceivedEvents.Batches);
    }

    public sealed class UnmarkedController(ReceivedEvents receivedEvents) : Controller
    {
        [HttpPost("unmarked")]
        public void Receive(ScreenMeetEvent[] events) => receivedEvents.Add(events);
    }

    // Whoever makes a request delegate by hand has it without an endpoint, so the guard cannot be around it.
    [Fact]
    public async Task A_delegate_that_is_made_by_hand_is_guarded()
    {
        await using var receiver = await StartAsync(Server.TestServer, app =>
        {
            var made = Make(app);
            app.MapPost("/made", made.RequestDelegate).WithMetadata([.. made.EndpointMetadata]);
        });

        using var unsigned = await receiver.SendAsync(Signed.Post("/made", "[]"u8.ToArray()));
        await receiver.AssertAnswerAsync("/made", "whsk_another_organization", HttpStatusCode.Unauthorized);
        Assert.Equal(HttpStatusCode.Unauthorized, unsigned.StatusCode);
        Assert.Empty(receiver.ReceivedEvents.Batches);
        await receiver.AssertAnswerAsync("/made", Signed.Key, HttpStatusCode.OK);
        using (var trace = new RecordedTrace())
        {
            using var traced = await receiver.SendAsync(trace.Add(Signed.Delivery("/made")));
            Assert.Single(trace.OfOurs, static activity => activity.OperationName == "handle screenmeet.delivery");
        }

        Assert.Equal(2, receiver.ReceivedEvents.Batches.Count);
        Assert.Equal(["signature_missing", "signature_mismatch"], receiver.Refusals.Reasons);
        receiver.AssertNoErrors();
    }

    // The request has a delivery already, but of a webhook whose keys are another's.
    [Theory]
    [InlineData(Signed.Key, HttpStatusCode.OK)]
    [InlineData("whsk_another_organization", HttpStatusCode.Unauthorized)]
    public async Task A_delegate_that_is_called_by_another_webhook_gets_a_delivery_of_its_own(string otherKey, HttpStatusCode expected)
    {
        ScreenMeetDelivery? received = null;
        await using var receiver = await StartAsync(Server.TestServer, app =>
        {
            var made = Make(app, delivery => received = delivery);
            app.MapPost("/other", made.RequestDelegate.Invoke).RequireScreenMeetSignature("other");
        }, otherKey);

        await receiver.AssertAnswerAsync("/other", otherKey, expected);

        Assert.Equal(expected == HttpStatusCode.OK ? "" : null, received?.WebhookName);
        receiver.AssertNoErrors();
    }

    private static RequestDelegateResult Make(WebApplication app, Action<ScreenMeetDelivery>? handle = null) => RequestDelegateFactory.Create(
        (ReceivedEvents receivedEvents, ScreenMeetDelivery delivery) =>
        {
            receivedEvents.Add(delivery);
            handle?.Invoke(delivery);
        },
        new RequestDelegateFactoryOptions { ServiceProvider = app.Services });

    // Nothing has checked such an application at its start.
    [Theory]
    [InlineData("/parameter")]
    [InlineData("/convention")]
    [InlineData("/marked")]
    public async Task Without_the_services_no_endpoint_opens_and_the_exception_says_what_to_call(string path)
    {
        await using var receiver = await Receiver.StartAsync(services: _ => { }, controllers: [typeof(MarkedController)], pipeline: app =>
        {
            app.MapControllers();
            app.MapPost("/parameter", (ScreenMeetDelivery delivery, ReceivedEvents receivedEvents) => receivedEvents.Add(delivery));
            app.MapPost("/convention", (ReceivedEvents receivedEvents) => receivedEvents.Add([])).RequireScreenMeetSignature();
        });

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => receiver.SendAsync(Signed.Delivery(path)));

        Assert.EndsWith(
            "is marked as a ScreenMeet webhook, but the services that verify its requests are not registered. Call services.AddScreenMeetWebhooks(…) where the services are configured.",
            exception.Message,
            StringComparison.Ordinal);
        Assert.Contains(path[1..], exception.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Empty(receiver.ReceivedEvents.Batches);
    }

    public sealed class MarkedController(ReceivedEvents receivedEvents) : Controller
    {
        [HttpPost("marked"), ScreenMeetWebhook]
        public void Receive() => receivedEvents.Add([]);
    }

    // Otherwise as many slow senders as there are threads would stop the application.
    [Theory]
    [MemberData(nameof(AllEntryPoints))]
    public async Task The_guard_does_not_hold_a_thread_while_it_waits(string entryPoint)
    {
        var keys = new TaskCompletionSource<ScreenMeetSigningKeys>(TaskCreationOptions.RunContinuationsAsynchronously);
        var returned = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var receiver = await Receiver.StartAsync(
            options: _ => { },
            services: builder => builder.Services.AddSingleton<IScreenMeetSigningKeyProvider>(new LateKeys(keys.Task)),
            pipeline: app =>
            {
                app.Use((context, next) =>
                {
                    var running = next(context);
                    returned.SetResult();
                    return running;
                });
                EntryPoints.Map(app);
            });

        var sending = receiver.SendAsync(Signed.Delivery(entryPoint));

        await returned.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.False(sending.IsCompleted);
        keys.SetResult(new(Signed.Key));
        using var response = await sending;
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    public static TheoryData<string> AllEntryPoints => [.. EntryPoints.All];

    private sealed class LateKeys(Task<ScreenMeetSigningKeys> keys) : IScreenMeetSigningKeyProvider
    {
        public ValueTask<ScreenMeetSigningKeys> GetSigningKeysAsync(HttpContext context, string webhookName, CancellationToken cancellationToken) => new(keys);
    }

    private static Task<Receiver> StartAsync(Server server, Action<WebApplication> pipeline, string? otherKey = null) => Receiver.StartAsync(
        server,
        options: webhook => webhook.SigningKey = Signed.Key,
        services: builder =>
        {
            builder.Services.AddAntiforgery();
            if (otherKey is not null)
            {
                builder.Services.AddScreenMeetWebhooks("other", webhook => webhook.SigningKey = otherKey);
            }

            if (pipeline == s_pipelines["with authorization in front"])
            {
                builder.Services.AddAuthorization(authorization => authorization.FallbackPolicy = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
                builder.Services.AddAuthentication();
            }
        },
        pipeline: pipeline);
}
