using System.Net;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using ScreenMeet.TestHarness;
using ScreenMeet.Webhooks;

namespace ScreenMeet.AspNetCore.Tests;

// Verified means: for this endpoint, this path and these keys. Each tenant has a key of its own, by the path.
public sealed class ReexecutionTests
{
    private const string BlueKey = "whsk_blue_5cf00d11ab";
    private const string RedKey = "whsk_red_88aa1207fe";

    private static readonly Dictionary<string, Action<WebApplication>> s_again = new()
    {
        ["by status code pages"] = app => app.UseStatusCodePagesWithReExecute("/tenants/red"),
        ["by routing once more"] = app =>
        {
            app.UseRouting();
            app.UseScreenMeetWebhooks();
            app.Use((context, next) =>
            {
                context.SetEndpoint(null);
                context.Request.Path = context.Request.Path.Value!.Replace("blue", "red", StringComparison.Ordinal);
                return next(context);
            });
        },
    };

    public static MatrixTheoryData<string, bool, string> Again => new([.. s_again.Keys], [false, true], ["/tenants", "/other", "/convention", "/action"]);

    [Theory]
    [MemberData(nameof(Again))]
    public async Task A_delivery_of_one_tenant_does_not_open_the_endpoint_of_another(string again, bool hasMiddleware, string to)
    {
        await using var receiver = await StartAsync(app =>
        {
            // Answers 404 for blue, so that the pages have something to do.
            s_again[again](app);
            app.UseRouting();
            if (hasMiddleware)
            {
                app.UseScreenMeetWebhooks();
            }

            app.Use(async (context, next) =>
            {
                await next(context);
                if (context.Request.Path == "/tenants/blue" && !context.Response.HasStarted)
                {
                    context.Response.StatusCode = 404;
                }
            });
        });

        // Status code pages go to one page, routing once more to the same endpoint.
        var path = again == "by status code pages" ? "/tenants/blue" : $"{to}/blue";
        using var blue = await receiver.SendAsync(Signed.Delivery(path, key: BlueKey));

        Assert.DoesNotContain("red", Tenants(receiver));
        Assert.NotEqual(HttpStatusCode.OK, blue.StatusCode);
        Assert.Contains(receiver.LogsOfOurs, log => log.Id.Name == "DeliveryRefused");
    }

    // Such code forwards a request by hand.
    [Theory]
    [InlineData("/other/red")]
    [InlineData("/convention/red")]
    [InlineData("/named")]
    [InlineData("/named-parameter")]
    [InlineData("/named-action")]
    [InlineData("/action/red")]
    public async Task A_delivery_of_one_endpoint_does_not_open_another_whose_delegate_is_called(string to)
    {
        await using var receiver = await StartAsync(app =>
        {
            app.UseRouting();
            app.UseScreenMeetWebhooks();
            app.Use((context, next) => context.GetEndpoint()?.DisplayName?.Contains("/tenants/", StringComparison.Ordinal) == true
                ? Other(context).RequestDelegate!(context)
                : next(context));
        });

        using var response = await receiver.SendAsync(Signed.Delivery("/tenants/blue", key: BlueKey));

        // The tenant's keys go by the path, which is blue's, but the named webhooks have keys of their own.
        Assert.Equal(to.StartsWith("/named", StringComparison.Ordinal) ? HttpStatusCode.Unauthorized : HttpStatusCode.OK, response.StatusCode);
        Assert.DoesNotContain("named", Tenants(receiver));
        Assert.DoesNotContain("red", Tenants(receiver));

        // Signed for the other one, it opens that one alone.
        using var named = await receiver.SendAsync(Signed.Delivery("/tenants/blue", key: "whsk_of_the_named_one"));
        Assert.Equal(HttpStatusCode.Unauthorized, named.StatusCode);
        Assert.DoesNotContain("named", Tenants(receiver));

        Endpoint Other(HttpContext context) => context.RequestServices.GetRequiredService<EndpointDataSource>().Endpoints
            .OfType<RouteEndpoint>()
            .First(endpoint => IsAt(endpoint, to));
    }

    // A conventional route has another endpoint, for links, which leads nowhere.
    private static bool IsAt(RouteEndpoint endpoint, string path) =>
        $"/{endpoint.RoutePattern.RawText!.TrimStart('/')}".Replace("{tenant}", "red", StringComparison.Ordinal) == path
        && endpoint.Metadata.GetMetadata<ISuppressMatchingMetadata>() is not { SuppressMatching: true };

    // Where nothing has verified it before.
    [Theory]
    [InlineData("/named")]
    [InlineData("/named-parameter")]
    [InlineData("/named-action")]
    public async Task An_endpoint_whose_delegate_is_called_takes_the_keys_of_its_own_webhook(string to)
    {
        await using var receiver = await StartAsync(app => app.Map("/forward", (HttpContext context) => context.RequestServices
            .GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .First(endpoint => IsAt(endpoint, to)).RequestDelegate!(context)));

        await receiver.AssertAnswerAsync("/forward", BlueKey, HttpStatusCode.Unauthorized);
        await receiver.AssertAnswerAsync("/forward", RedKey, HttpStatusCode.Unauthorized);
        Assert.Empty(Tenants(receiver));
        await receiver.AssertAnswerAsync("/forward", "whsk_of_the_named_one", HttpStatusCode.OK);
        Assert.Equal(["named"], Tenants(receiver));
    }

    // Its sender is told that it was refused, so nothing may run for it.
    [Theory]
    [MemberData(nameof(Refused))]
    public async Task A_request_that_was_refused_opens_no_other_endpoint(string to, bool hasMiddleware)
    {
        await using var receiver = await StartAsync(app =>
        {
            app.Use(async (context, next) =>
            {
                await next(context);
                context.SetEndpoint(null);
                context.Request.Path = to;
                await next(context);
            });
            app.UseRouting();
            if (hasMiddleware)
            {
                app.UseScreenMeetWebhooks();
            }
        });

        await receiver.AssertAnswerAsync("/tenants/nobody", "whsk_of_the_named_one", HttpStatusCode.ServiceUnavailable);

        Assert.Empty(Tenants(receiver));
    }

    public static MatrixTheoryData<string, bool> Refused => new(["/named", "/named-parameter", "/named-action"], [false, true]);

    // Two groups around the same action.
    [Fact]
    public async Task A_delivery_of_one_webhook_does_not_open_the_same_action_of_another()
    {
        await using var receiver = await StartAsync(app =>
        {
            app.UseRouting();
            app.UseScreenMeetWebhooks();
            app.Use((context, next) =>
            {
                context.SetEndpoint(context.RequestServices.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
                    .First(endpoint => IsAt(endpoint, "/named-action")));
                return next(context);
            });
            app.MapControllerRoute("unnamed-action", "unnamed-action", new { controller = "Named", action = "Receive" }).RequireScreenMeetSignature();
        });

        await receiver.AssertAnswerAsync("/unnamed-action", RedKey, HttpStatusCode.Unauthorized);
        Assert.Empty(Tenants(receiver));
    }

    [Fact]
    public async Task A_delivery_that_is_executed_again_for_the_same_tenant_is_verified_once()
    {
        await using var receiver = await StartAsync(app =>
        {
            app.UseRouting();
            app.UseScreenMeetWebhooks();
            app.UseRouting();
            app.UseScreenMeetWebhooks();
        });

        await receiver.AssertAnswerAsync("/tenants/blue", BlueKey, HttpStatusCode.OK);

        Assert.Single(receiver.LogsOfOurs, log => log.Id.Name == "DeliveryAccepted");
    }

    private static string[] Tenants(Receiver receiver) => [.. receiver.Services.GetRequiredService<Opened>().Tenants];

    private static Task<Receiver> StartAsync(Action<WebApplication> pipeline) => Receiver.StartAsync(
        options: _ => { },
        services: builder =>
        {
            builder.Services.AddSingleton<IScreenMeetSigningKeyProvider, KeyByPath>().AddSingleton<Opened>();
            builder.Services.AddScreenMeetWebhooks("named", _ => { });
        },
        controllers: [typeof(TenantController), typeof(NamedController)],
        pipeline: app =>
        {
            pipeline(app);
            app.MapControllers();
            app.MapControllerRoute("named-action", "named-action", new { controller = "Named", action = "Receive" }).RequireScreenMeetSignature("named");
            app.MapPost("/tenants/{tenant}", (ScreenMeetDelivery _, Opened opened, HttpContext context) => opened.Add(context));
            app.MapPost("/other/{tenant}", (ScreenMeetDelivery _, Opened opened, HttpContext context) => opened.Add(context));
            app.MapPost("/convention/{tenant}", (Opened opened, HttpContext context) => opened.Add(context)).RequireScreenMeetSignature();
            app.MapPost("/named", (Opened opened) => opened.Tenants.Add("named")).RequireScreenMeetSignature("named");
            app.MapPost("/named-parameter", (ScreenMeetDelivery _, Opened opened) => opened.Tenants.Add("named")).RequireScreenMeetSignature("named");
        });

    public sealed class Opened
    {
        public List<string> Tenants { get; } = [];

        public void Add(HttpContext context) => Tenants.Add(context.Request.Path.Value!.Split('/')[^1]);
    }

    public sealed class TenantController(Opened opened) : Controller
    {
        [HttpPost("action/{tenant}"), ScreenMeetWebhook]
        public void Receive(ScreenMeetEvent[] _) => opened.Add(HttpContext);
    }

    public sealed class NamedController(Opened opened) : Controller
    {
        public void Receive(ScreenMeetEvent[] _) => opened.Tenants.Add("named");
    }

    private sealed class KeyByPath : IScreenMeetSigningKeyProvider
    {
        public ValueTask<ScreenMeetSigningKeys> GetSigningKeysAsync(HttpContext context, string name, CancellationToken cancellationToken) => new(new ScreenMeetSigningKeys(
            name == "named" ? "whsk_of_the_named_one" : context.Request.Path.Value!.Split('/')[^1] switch
            {
                "blue" => BlueKey,
                "nobody" => null,
                _ => RedKey,
            }));
    }
}
