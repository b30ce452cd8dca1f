using System.Net;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.HttpOverrides;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Diagnostics.Tests;

public sealed class PolicyTests
{
    private const string PolicyMissing =
        "SM0203: MapScreenMeetDiagnostics(\"/screenmeet\") has no authorization policy, but the environment is Production, and the page shows what ScreenMeet sent. Call RequireAuthorization(…) on what MapScreenMeetDiagnostics returns, or map the page only in Development.";

    private const string AnonymousAllowed =
        "SM0204: MapScreenMeetDiagnostics(\"/screenmeet\") allows anonymous requests, but the environment is Production, and the page shows what ScreenMeet sent. Remove AllowAnonymous() from the page and its groups, or map the page only in Development.";

    [Fact]
    public async Task Outside_Development_the_application_does_not_start_without_a_policy() =>
        Assert.Equal(PolicyMissing, await FindMistakeAsync(static app => app.MapScreenMeetDiagnostics(DiagnosedApp.Page)));

    [Fact]
    public async Task A_page_that_allows_anonymous_requests_does_not_start_either()
    {
        Assert.Equal(AnonymousAllowed, await FindMistakeAsync(static app => app.MapScreenMeetDiagnostics(DiagnosedApp.Page).RequireAuthorization().AllowAnonymous()));
        Assert.Equal(AnonymousAllowed, await FindMistakeAsync(static app => app.MapGroup("").AllowAnonymous().MapScreenMeetDiagnostics(DiagnosedApp.Page).RequireAuthorization()));
        Assert.Equal(AnonymousAllowed, await FindMistakeAsync(static app => app.MapScreenMeetDiagnostics(DiagnosedApp.Page).WithMetadata(new AllowAnonymousAttribute())));
    }

    [Theory]
    [InlineData("Staging")]
    [InlineData("development-like")]
    public async Task Every_other_environment_counts_as_outside(string environment) =>
        Assert.Contains("SM0203", await FindMistakeAsync(static app => app.MapScreenMeetDiagnostics(DiagnosedApp.Page), environment), StringComparison.Ordinal);

    [Fact]
    public async Task A_fallback_policy_is_not_enough_because_it_can_go_away() =>
        Assert.Equal(PolicyMissing, await FindMistakeAsync(
            static app => app.MapScreenMeetDiagnostics(DiagnosedApp.Page),
            services: static services => services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build())));

    // Such as the one that writes OpenAPI documents at build time.
    [Fact]
    public async Task A_tool_that_starts_the_application_without_serving_needs_no_policy()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.Services.AddSingleton<IServer, NoopServer>().AddScreenMeetDiagnostics().AddScreenMeetWebhooks();
        await using var app = builder.Build();
        app.MapPost(DiagnosedApp.Webhook, static (ScreenMeetDelivery delivery) => delivery.Count);
        app.MapScreenMeetDiagnostics(DiagnosedApp.Page);

        await app.StartAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task With_a_policy_it_starts_and_only_who_meets_it_sees_the_page()
    {
        await using var app = await StartProtectedAsync(static page => page.RequireAuthorization());

        foreach (var path in new[] { "", "/live", "/deliveries/1", "/page.css" })
        {
            using var anonymous = await app.Client.GetAsync(DiagnosedApp.Page + path, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.Unauthorized, anonymous.StatusCode);
        }

        foreach (var path in new[] { "/deliveries/1", "/deliveries/1/body", "/deliveries/1/events/0" })
        {
            using var anonymous = await app.PostFormAsync(DiagnosedApp.Page + path);
            Assert.Equal(HttpStatusCode.Unauthorized, anonymous.StatusCode);
        }

        app.Client.DefaultRequestHeaders.Add(HeaderUser.Header, "alice");
        Assert.Contains("ScreenMeet webhooks", await app.ReadPageAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_policy_of_a_group_or_a_policy_object_counts()
    {
        var policy = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build();
        await using var byObject = await StartProtectedAsync(page => page.RequireAuthorization(policy));
        await using var byGroup = await DiagnosedApp.StartAsync(
            static builder => HeaderUser.Add(builder),
            static app => app.MapGroup("/admin").RequireAuthorization().MapScreenMeetDiagnostics(DiagnosedApp.Page),
            "Production");

        using var anonymous = await byGroup.Client.GetAsync("/admin/screenmeet", TestContext.Current.CancellationToken);
        byGroup.Client.DefaultRequestHeaders.Add(HeaderUser.Header, "alice");

        Assert.Equal(HttpStatusCode.Unauthorized, anonymous.StatusCode);
        Assert.Contains("ScreenMeet webhooks", await byGroup.ReadPageAsync("/admin/screenmeet"), StringComparison.Ordinal);
    }

    // A tunnel makes an application in Development public. Some tunnels change the host to localhost.
    [Theory]
    [InlineData("hooks.example.com", null)]
    [InlineData("localhost.evil.example", null)]
    [InlineData("192.168.1.7:5080", null)]
    [InlineData("localhost:5080", "X-Forwarded-For")]
    [InlineData("localhost:5080", "X-Forwarded-Host")]
    [InlineData("localhost:5080", "Forwarded")]
    [InlineData("localhost:5080", "X-Original-For")]
    public async Task Without_a_policy_the_page_is_served_only_at_localhost(string host, string? header)
    {
        await using var app = await DiagnosedApp.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, DiagnosedApp.Page) { Headers = { Host = host } };
        if (header is not null)
        {
            request.Headers.Add(header, "203.0.113.77");
        }

        using var response = await app.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Contains("only at localhost", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("LOCALHOST:5080")]
    [InlineData("127.0.0.1:5080")]
    [InlineData("[::1]:5080")]
    [InlineData("app.localhost")]
    public async Task Without_a_policy_the_page_is_served_at_each_name_of_localhost(string host)
    {
        await using var app = await DiagnosedApp.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, DiagnosedApp.Page) { Headers = { Host = host } };

        using var response = await app.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("https", "hooks.example.com", "https://hooks.example.com/base/webhooks/screenmeet Signing keys")]
    [InlineData("http", "hooks.example.com", "http://hooks.example.com/base/webhooks/screenmeet ScreenMeet posts only to https URLs.")]
    [InlineData("https", "10.1.2.3", "https://10.1.2.3/base/webhooks/screenmeet Only this machine or its network can reach it")]
    [InlineData("https", "receiver.internal", "https://receiver.internal/base/webhooks/screenmeet Only this machine or its network can reach it")]
    public async Task Behind_a_proxy_the_page_shows_the_URL_that_ScreenMeet_reaches(string scheme, string host, string expected)
    {
        await using var app = await StartProtectedAsync(static page => page.RequireAuthorization());
        app.Client.DefaultRequestHeaders.Add(HeaderUser.Header, "alice");
        app.Client.DefaultRequestHeaders.Add("X-Forwarded-Proto", scheme);
        app.Client.DefaultRequestHeaders.Add("X-Forwarded-Host", host);

        Assert.Contains(expected, await app.ReadTextAsync("/base/screenmeet"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_its_services_the_page_is_not_mapped()
    {
        await using var neither = WebApplication.CreateBuilder().Build();
        var builder = WebApplication.CreateBuilder();
        builder.Services.AddScreenMeetDiagnostics();
        await using var noWebhooks = builder.Build();
        var webhooks = WebApplication.CreateBuilder();
        webhooks.Services.AddScreenMeetWebhooks(static webhook => webhook.SigningKey = Signed.Key);
        await using var onlyWebhooks = webhooks.Build();

        Assert.Equal(
            "SM0201: MapScreenMeetDiagnostics(\"/screenmeet\") needs services that are not registered. Call services.AddScreenMeetDiagnostics() where the services are configured.",
            Assert.Throws<InvalidOperationException>(() => onlyWebhooks.MapScreenMeetDiagnostics(DiagnosedApp.Page)).Message);
        Assert.StartsWith("SM0202: ", Assert.Throws<InvalidOperationException>(() => noWebhooks.MapScreenMeetDiagnostics(DiagnosedApp.Page)).Message, StringComparison.Ordinal);
        Assert.StartsWith("SM0201: ", Assert.Throws<InvalidOperationException>(() => neither.MapScreenMeetDiagnostics(DiagnosedApp.Page)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Registering_twice_records_once()
    {
        await using var app = await DiagnosedApp.StartAsync(static builder =>
        {
            builder.Services.AddScreenMeetWebhooks(static webhook => webhook.SigningKey = Signed.Key);
            builder.Services.AddScreenMeetDiagnostics();
        });

        await app.DeliverAsync();

        Assert.Contains("1 delivery since the start", await app.ReadPageAsync(), StringComparison.Ordinal);
    }

    private static Task<DiagnosedApp> StartProtectedAsync(Action<IEndpointConventionBuilder> protect) => DiagnosedApp.StartAsync(
        static builder =>
        {
            HeaderUser.Add(builder);
            builder.Services.Configure<ForwardedHeadersOptions>(static options =>
            {
                options.ForwardedHeaders = ForwardedHeaders.All;
                options.KnownIPNetworks.Clear();
                options.KnownProxies.Clear();
            });
        },
        app =>
        {
            app.UseForwardedHeaders();
            app.UsePathBase("/base");
            app.UseRouting();
            app.UseScreenMeetWebhooks();
            app.UseAuthentication();
            app.UseAuthorization();
            app.MapPost(DiagnosedApp.Webhook, static (ScreenMeetDelivery delivery) => delivery.Count);
            protect(app.MapScreenMeetDiagnostics(DiagnosedApp.Page));
        },
        "Production");

    private static async Task<string> FindMistakeAsync(Action<WebApplication> map, string environment = "Production", Action<IServiceCollection>? services = null)
    {
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => DiagnosedApp.StartAsync(
            builder =>
            {
                HeaderUser.Add(builder);
                services?.Invoke(builder.Services);
            },
            map,
            environment));
        return exception.Message;
    }

    // The tools recognize their own server by this name.
    private sealed class NoopServer : IServer
    {
        public IFeatureCollection Features { get; } = new FeatureCollection();

        public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
            where TContext : notnull => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public void Dispose()
        {
        }
    }
}
