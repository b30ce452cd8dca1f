using System.Net;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Authorization;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Tests;

// What applications have had for years must not get in the way of a verified delivery, nor soften a refusal.
public sealed class ExistingApplicationTests
{
    private static readonly Dictionary<string, (Action<WebApplicationBuilder> Services, Action<WebApplication> Pipeline)> s_applications = new()
    {
        ["fallback policy"] = (
            builder => AddCookies(builder).AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build()),
            app => app.UseAuthentication().UseAuthorization()),
        ["global [Authorize]"] = (
            builder => AddCookies(builder).AddAuthorization().Configure<MvcOptions>(mvc => mvc.Filters.Add(new AuthorizeFilter())),
            app => app.UseAuthentication().UseAuthorization()),
        ["global antiforgery filter"] = (
            builder => builder.Services.Configure<MvcOptions>(mvc => mvc.Filters.Add(new AutoValidateAntiforgeryTokenAttribute())),
            _ => { }
        ),
        ["global antiforgery filter of a high order"] = (
            builder => builder.Services.Configure<MvcOptions>(mvc => mvc.Filters.Add(new AutoValidateAntiforgeryTokenAttribute { Order = 5000 })),
            _ => { }
        ),
        ["antiforgery middleware"] = (
            builder => builder.Services.AddAntiforgery(),
            app => app.UseAntiforgery()),
        ["status code pages"] = (_ => { }, app => app.UseStatusCodePages()),
        ["status code pages with re-execution"] = (_ => { }, app =>
        {
            app.UseStatusCodePagesWithReExecute("/status");
            app.MapGet("/status", (ReceivedEvents receivedEvents) => receivedEvents.Add([]));
        }
        ),
        ["exception handler"] = (_ => { }, app => app.UseExceptionHandler(errors => errors.Run(context => context.Response.WriteAsync("sorry")))),
    };

    public static MatrixTheoryData<Server, string> ServersAndApplications => new(Enum.GetValues<Server>(), [.. s_applications.Keys]);

    public static MatrixTheoryData<string, string> EntryPointsAndApplications => new(EntryPoints.All, [.. s_applications.Keys]);

    [Theory]
    [MemberData(nameof(EntryPointsAndApplications))]
    public Task A_verified_delivery_passes_at_every_entry_point(string entryPoint, string application) =>
        AssertPassesAsync(Server.TestServer, entryPoint, application);

    [Theory]
    [MemberData(nameof(ServersAndApplications))]
    public Task A_verified_delivery_passes_on_every_server(Server server, string application) =>
        AssertPassesAsync(server, EntryPoints.PlainController, application);

    [Theory]
    [MemberData(nameof(ServersAndApplications))]
    public async Task A_forged_one_is_refused_the_same_way(Server server, string application)
    {
        await using var receiver = await StartAsync(server, application);

        using var response = await receiver.SendAsync(Signed.Delivery(EntryPoints.PlainController, key: "whsk_another_organization"));

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        await RefusalTests.AssertRefusedAsync(receiver, response, "signature_mismatch");
    }

    private static async Task AssertPassesAsync(Server server, string entryPoint, string application)
    {
        await using var receiver = await StartAsync(server, application);

        // As a form, an antiforgery check or a value provider would read it.
        foreach (var contentType in new[] { "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x" })
        {
            using var response = await receiver.SendAsync(Signed.Delivery(entryPoint).WithContentType(contentType));
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        Assert.All(receiver.ReceivedEvents.Batches, events => Assert.Equal(2, events.Length));
        Assert.Equal(3, receiver.ReceivedEvents.Batches.Count);
    }

    private static Task<Receiver> StartAsync(Server server, string application) => Receiver.StartAsync(
        server,
        options: webhook => webhook.SigningKey = Signed.Key,
        services: s_applications[application].Services,
        pipeline: app =>
        {
            s_applications[application].Pipeline(app);
            app.UseScreenMeetWebhooks();
            EntryPoints.Map(app);
        });

    private static IServiceCollection AddCookies(WebApplicationBuilder builder)
    {
        builder.Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie();
        return builder.Services;
    }
}
