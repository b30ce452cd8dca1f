using System.Net;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Routing;
using ScreenMeet.AspNetCore.Tests.Harness;

namespace ScreenMeet.AspNetCore.Tests;

// The mistakes in a pipeline that no check at start can see.
public sealed class GuardTests
{
    private static readonly Dictionary<string, Action<WebApplication>> s_pipelines = new()
    {
        ["before UseRouting"] = app =>
        {
            app.UseScreenMeetWebhooks();
            app.UseRouting();
            Doors.Map(app);
        },
        ["in a branch by predicate"] = app =>
        {
            app.UseWhen(_ => false, branch => branch.UseScreenMeetWebhooks());
            Doors.Map(app);
        },
        ["in a branch by path"] = app =>
        {
            app.Map("/elsewhere", branch => branch.UseScreenMeetWebhooks());
            Doors.Map(app);
        },
    };

    public static MatrixTheoryData<Server, string, string> Mistakes => new(Enum.GetValues<Server>(), Doors.All, [.. s_pipelines.Keys]);

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task Without_the_middleware_on_its_way_no_request_reaches_user_code(Server server, string door, string pipeline)
    {
        await using var receiver = await Receiver.StartAsync(server, pipeline: app =>
        {
            // TestServer hands exceptions to the client: this makes both servers answer.
            app.UseExceptionHandler(errors => errors.Run(_ => Task.CompletedTask));
            s_pipelines[pipeline](app);
        });

        using var signed = await receiver.SendAsync(Signed.Delivery(door));
        using var unsigned = await receiver.SendAsync(Signed.Post(door, "[]"u8.ToArray()));

        Assert.Equal(HttpStatusCode.InternalServerError, signed.StatusCode);
        Assert.Equal(HttpStatusCode.InternalServerError, unsigned.StatusCode);
        Assert.Empty(receiver.Inbox.Received);
        Assert.All(
            receiver.Logs.Where(log => log.Level >= LogLevel.Error),
            log => Assert.Contains("Call app.UseScreenMeetWebhooks() after app.UseRouting(), where that is called, before the endpoints, and not in a branch", log.Exception?.Message, StringComparison.Ordinal));
        Assert.Contains(receiver.Logs, log => log.Level >= LogLevel.Error);
    }

    [Fact]
    public async Task The_guard_comes_before_the_authorization_filters_of_the_application()
    {
        var ran = 0;
        await using var receiver = await Receiver.StartAsync(
            options: webhook => webhook.SigningKey = Signed.Key,
            services: builder => builder.Services.Configure<MvcOptions>(mvc => mvc.Filters.Add(new Counting(() => ran++))),
            pipeline: app =>
            {
                app.UseExceptionHandler(errors => errors.Run(_ => Task.CompletedTask));
                app.UseScreenMeetWebhooks();
                app.UseRouting();
                Doors.Map(app);
            });

        foreach (var door in Doors.All)
        {
            using var response = await receiver.SendAsync(Signed.Delivery(door));
            Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        }

        Assert.Equal(0, ran);
    }

    private sealed class Counting(Action count) : IAuthorizationFilter, IOrderedFilter
    {
        public int Order => int.MinValue;

        public void OnAuthorization(AuthorizationFilterContext context) => count();
    }

    [Fact]
    public async Task Without_the_middleware_at_all_the_start_names_every_door()
    {
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => Receiver.StartAsync(pipeline: Doors.Map));

        var mistakes = exception.Message.Split(Environment.NewLine);
        Assert.Equal(Doors.All.Length, mistakes.Length);
        Assert.All(mistakes, mistake => Assert.Contains("is marked as a ScreenMeet webhook, but nothing verifies its requests: call app.UseScreenMeetWebhooks() after app.UseRouting()", mistake, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_endpoint_that_is_added_later_is_guarded()
    {
        WebApplication? application = null;
        await using var receiver = await Receiver.StartAsync(pipeline: app =>
        {
            application = app;
            app.UseExceptionHandler(errors => errors.Run(_ => Task.CompletedTask));

            // With an endpoint there is routing.
            app.MapGet("/", () => "");
        });
        Doors.MapMinimalApi(application!);

        using var response = await receiver.SendAsync(Signed.Delivery(Doors.MinimalApi));

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Empty(receiver.Inbox.Received);
    }
}
