using System.Net;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Tests;

// A sender must never take a refusal for a receipt, whatever stands in front.
public sealed class HeldRefusalTests
{
    private const string LastMoment = "a redirect at the last moment";

    private static readonly Dictionary<string, Action<WebApplication>> s_inFront = new()
    {
        ["a redirect of each 401"] = app => app.Use(async (context, next) =>
        {
            await next();
            if (context.Response.StatusCode == 401)
            {
                context.Response.Redirect("/login");
            }
        }),
        // The one that leaves its Location, which means nothing beside a 401: it comes after everything that can be done about it.
        [LastMoment] = app => app.Use((context, next) =>
        {
            context.Response.OnStarting(() =>
            {
                if (context.Response.StatusCode >= 400)
                {
                    context.Response.Redirect("/login");
                }

                return Task.CompletedTask;
            });
            return next();
        }),
        ["an envelope with 200"] = app => app.Use(async (context, next) =>
        {
            var body = context.Response.Body;
            using var buffer = new MemoryStream();
            context.Response.Body = buffer;
            await next();
            context.Response.Body = body;
            var code = context.Response.StatusCode;
            context.Response.StatusCode = 200;
            await context.Response.WriteAsJsonAsync(new { code, data = Convert.ToBase64String(buffer.ToArray()) });
        }),
        ["an envelope around a response that was cleared"] = app => app.Use(async (context, next) =>
        {
            await next();
            if (!context.Response.HasStarted)
            {
                context.Response.Clear();
                await context.Response.WriteAsync("ok");
            }
        }),
        ["a feature that was there before"] = app => app.Use(async (context, next) =>
        {
            var response = context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpResponseFeature>()!;
            await next();
            context.Features.Set(response);
            context.Response.StatusCode = 202;
        }),
        ["two pages for status codes"] = app =>
        {
            app.UseStatusCodePagesWithRedirects("/error?code={0}");
            app.UseStatusCodePagesWithRedirects("/error?code={0}");
        },
        ["two pages for status codes by executing again"] = app =>
        {
            app.UseStatusCodePagesWithReExecute("/error");
            app.UseStatusCodePagesWithReExecute("/error");
        },
        ["a fallback that executes again"] = app => app.Use(async (context, next) =>
        {
            await next();
            if (context.Response.StatusCode == 401)
            {
                context.SetEndpoint(null);
                context.Request.Path = "/error";
                await next();
            }
        }),
        ["a page for exceptions"] = app => app.UseExceptionHandler(errors => errors.Run(context => context.Response.WriteAsync("error"))),
    };

    public static MatrixTheoryData<Server, string, bool> InFront => new(Enum.GetValues<Server>(), [.. s_inFront.Keys], [false, true]);

    [Theory]
    [MemberData(nameof(InFront))]
    public async Task A_refusal_stays_one_whatever_stands_in_front(Server server, string inFront, bool byGuard)
    {
        await using var receiver = await Receiver.StartAsync(server, pipeline: app =>
        {
            s_inFront[inFront](app);
            app.UseRouting();
            if (!byGuard)
            {
                app.UseScreenMeetWebhooks();
            }

            EntryPoints.Map(app);
            app.Map("/error", () => Results.Text("an error"));
        });

        foreach (var entryPoint in new[] { EntryPoints.MinimalApi, EntryPoints.ApiController, EntryPoints.RequiredSignature })
        {
            using var forged = await receiver.SendAsync(Signed.Delivery(entryPoint, key: "whsk_another_organization"));
            Assert.Equal(HttpStatusCode.Unauthorized, forged.StatusCode);
            Assert.Equal(inFront == LastMoment, forged.Headers.Location is not null);
            Assert.Equal("ScreenMeet-Signature", forged.Headers.WwwAuthenticate.ToString());
            using var tooLarge = await receiver.SendAsync(Signed.Delivery(entryPoint, new string(' ', 1_048_577)));
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, tooLarge.StatusCode);
        }

        Assert.Empty(receiver.ReceivedEvents.Batches);
        receiver.AssertNoErrors();
    }

    [Theory]
    [InlineData(Server.TestServer)]
    [InlineData(Server.Kestrel)]
    public async Task What_stands_in_front_may_still_do_so_for_other_requests(Server server)
    {
        await using var receiver = await Receiver.StartAsync(server, pipeline: app =>
        {
            s_inFront["a redirect of each 401"](app);
            app.UseRouting();
            app.UseScreenMeetWebhooks();
            app.Map("/members", () => Results.StatusCode(401));
            EntryPoints.Map(app);
        });

        using var response = await receiver.SendAsync(Signed.Delivery("/members"));

        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
    }
}
