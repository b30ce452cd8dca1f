using System.Net;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.HttpLogging;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Authorization;
using Microsoft.Extensions.Logging.Testing;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Diagnostics.Tests;

// An MVC application that has everything an application can have in the way.
public sealed class ExistingApplicationTests
{
    [Fact]
    public async Task The_page_works_in_an_application_with_policies_filters_pages_and_a_path_base()
    {
        await using var app = await DiagnosedApp.StartAsync(
            static builder =>
            {
                HeaderUser.Add(builder);
                builder.Services.AddSingleton<ReceivedEvents>();
                builder.Services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
                builder.Services.AddAntiforgery();
                builder.Logging.AddFilter("Microsoft.AspNetCore.HttpLogging", LogLevel.Information);
                builder.Services.AddHttpLogging(static logging => logging.LoggingFields = HttpLoggingFields.All);
                builder.Services
                    .AddControllersWithViews(static mvc =>
                    {
                        mvc.Filters.Add(new AuthorizeFilter());
                        mvc.Filters.Add(new AutoValidateAntiforgeryTokenAttribute());
                        mvc.Filters.Add(new ProducesAttribute("application/json"));
                    })
                    .ConfigureApplicationPartManager(static manager => Receiver.Choose(manager, [typeof(ApiEntryPointController), typeof(ConventionalEntryPointController)]));
            },
            static app =>
            {
                app.UseExceptionHandler("/error");
                app.UseStatusCodePagesWithReExecute("/error");
                app.UsePathBase("/base");
                app.UseRouting();
                app.UseHttpLogging();
                app.UseScreenMeetWebhooks();
                app.UseAuthentication();
                app.UseAuthorization();
                app.UseAntiforgery();
                app.MapControllers();
                app.MapControllerRoute("conventional", "hooks/{controller}/{action}/{id?}", new { controller = "ConventionalEntryPoint", action = "Receive" }).RequireScreenMeetSignature();
                app.MapScreenMeetDiagnostics("admin/screenmeet").RequireAuthorization();
            },
            "Production");
        app.Client.DefaultRequestHeaders.Add(HeaderUser.Header, "alice");

        Assert.Equal(HttpStatusCode.OK, await app.DeliverAsync("""[{"type":"one","hostAuthToken":"canary"}]""", path: $"/base{EntryPoints.ApiController}"));
        Assert.Equal(HttpStatusCode.OK, await app.DeliverAsync(path: "/base/hooks/ConventionalEntryPoint/Receive"));

        var text = await app.ReadTextAsync("/base/admin/screenmeet/");
        Assert.Contains("http://localhost/base/api-controller received by ApiEntryPointController.Receive", text, StringComparison.Ordinal);
        Assert.Contains("http://localhost/base/hooks/ConventionalEntryPoint/Receive", text, StringComparison.Ordinal);
        Assert.Contains("2 deliveries since the start", text, StringComparison.Ordinal);
        Assert.Contains("room-entered", text, StringComparison.Ordinal);

        using var revealed = await app.PostFormAsync("/base/admin/screenmeet/deliveries/1");
        Assert.Contains("canary", await revealed.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        var logged = app.Services.GetFakeLogCollector().GetSnapshot().Where(static log => log.Category!.Contains("HttpLogging", StringComparison.Ordinal)).Select(static log => log.Message).ToArray();
        Assert.Contains(logged, static message => message.Contains("api-controller", StringComparison.Ordinal));
        Assert.DoesNotContain(logged, static message => message.Contains("admin/screenmeet", StringComparison.Ordinal) || message.Contains("<!DOCTYPE html>", StringComparison.Ordinal));
        await using var stream = await LiveStream.OpenAsync(app.Client, "/base/admin/screenmeet/live");
        Assert.Empty(app.Errors);
    }

    [Fact]
    public async Task An_application_that_calls_UseMvc_sees_what_it_receives()
    {
        await using var app = await DiagnosedApp.StartAsync(
            static builder =>
            {
                builder.Services.AddScreenMeetWebhooks(static webhook => webhook.SigningKey = Signed.Key);
                builder.Services.AddControllersWithViews(static mvc => mvc.EnableEndpointRouting = false)
                    .ConfigureApplicationPartManager(static manager => Receiver.Choose(manager, [typeof(PlainEntryPointController)]));
                builder.Services.AddSingleton<ReceivedEvents>();
            },
            static app =>
            {
                app.MapScreenMeetDiagnostics(DiagnosedApp.Page);
                app.UseMvc();
            });

        Assert.Equal(HttpStatusCode.OK, await app.DeliverAsync(path: EntryPoints.PlainController));

        Assert.Contains("Deliveries arrive.", await app.ReadTextAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/", "")]
    [InlineData("/", "/")]
    [InlineData("/a/b/", "/a/b")]
    [InlineData("a", "/a/")]
    public async Task The_page_works_at_every_path(string pattern, string path)
    {
        await using var app = await DiagnosedApp.StartAsync(pipeline: app =>
        {
            app.UsePathBase("/base");
            app.UseRouting();
            app.UseScreenMeetWebhooks();
            app.MapPost(DiagnosedApp.Webhook, static (ScreenMeetDelivery delivery) => delivery.Count);
            app.MapScreenMeetDiagnostics(pattern);
        });
        await app.DeliverAsync();
        var address = new Uri($"http://localhost/base{path}");

        foreach (var attribute in new[] { "href=\"", "src=\"", "data-stream=\"" })
        {
            foreach (var url in (await app.ReadPageAsync(address.PathAndQuery)).Split(attribute).Skip(1).Select(static rest => rest.Split('"')[0]).Where(static url => url != "data:,"))
            {
                using var response = await app.Client.GetAsync(new Uri(address, url), HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
                Assert.True(response.StatusCode == HttpStatusCode.OK, $"{url} answers {response.StatusCode}.");
            }
        }
    }

    [Fact]
    public async Task OpenAPI_documents_do_not_describe_the_page()
    {
        await using var app = await DiagnosedApp.StartAsync(static builder =>
        {
            builder.Services.AddScreenMeetWebhooks(static webhook => webhook.SigningKey = Signed.Key);
            builder.Services.AddEndpointsApiExplorer();
        });

        var groups = app.Services.GetRequiredService<Microsoft.AspNetCore.Mvc.ApiExplorer.IApiDescriptionGroupCollectionProvider>().ApiDescriptionGroups;

        Assert.Equal(["webhooks/screenmeet"], groups.Items.SelectMany(static group => group.Items).Select(static description => description.RelativePath));
    }
}
