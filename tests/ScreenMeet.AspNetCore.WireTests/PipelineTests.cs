using System.Threading.RateLimiting;
using Microsoft.AspNetCore.HttpLogging;
using ScreenMeet.AspNetCore.WireTests.Harness;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.WireTests;

// What an application has in front of the middleware changes neither a outcome nor a byte of a 401.
public sealed class PipelineTests
{
    private const string Forged = "x-signature: {forged}\r\n" + RawRequest.Algorithm;

    // What a browser would send: for compression, CORS and caches to have something to do.
    private const string Browser = "Accept-Encoding: gzip, br\r\nAccept: text/html\r\nCookie: a=b\r\n";

    private static readonly Dictionary<string, (Action<WebApplicationBuilder> Services, Action<WebApplication> Pipeline)> s_fronts = new()
    {
        ["nothing"] = (_ => { }, _ => { }
        ),
        ["exception handler"] = (_ => { }, app => app.UseExceptionHandler(errors => errors.Run(context => context.Response.WriteAsync("an error page")))),
        ["problem details"] = (builder => builder.Services.AddProblemDetails(), app => app.UseExceptionHandler().UseStatusCodePages()),
        ["developer page"] = (_ => { }, app => app.UseDeveloperExceptionPage()),
        ["status code pages"] = (_ => { }, app => app.UseStatusCodePages("text/plain", "an error page: {0}")),
        ["status code pages re-executed"] = (_ => { }, app => app.UseStatusCodePagesWithReExecute("/unmarked")),
        ["status code pages redirected"] = (_ => { }, app => app.UseStatusCodePagesWithRedirects("/unmarked")),
        ["response compression"] = (builder => builder.Services.AddResponseCompression(options => options.EnableForHttps = true), app => app.UseResponseCompression()),
        ["http logging"] = (builder => builder.Services.AddHttpLogging(options => options.LoggingFields = HttpLoggingFields.All), app => app.UseHttpLogging()),
        ["response caching"] = (builder => builder.Services.AddResponseCaching(), app => app.UseResponseCaching()),
        ["output caching"] = (builder => builder.Services.AddOutputCache(options => options.AddBasePolicy(policy => policy.Cache())), app => app.UseOutputCache()),
        ["CORS"] = (builder => builder.Services.AddCors(options => options.AddDefaultPolicy(policy => policy.WithOrigins("https://elsewhere.example"))), app => app.UseCors()),
        ["request decompression"] = (builder => builder.Services.AddRequestDecompression(), app => app.UseRequestDecompression()),
        ["rate limiter"] = (builder => builder.Services.AddRateLimiter(options => options.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(_ => RateLimitPartition.GetConcurrencyLimiter("all", _ => new() { PermitLimit = 1, QueueLimit = 10 }))), app => app.UseRateLimiter()),
        ["request timeouts"] = (builder => builder.Services.AddRequestTimeouts(options => options.DefaultPolicy = new() { Timeout = TimeSpan.FromMinutes(1) }), app => app.UseRequestTimeouts()),
        ["buffering"] = (_ => { }, app => app.Use((context, next) =>
        {
            context.Request.EnableBuffering();
            return next(context);
        })),
        ["buffering, read before"] = (_ => { }, app => app.Use(async (context, next) =>
        {
            context.Request.EnableBuffering();
            await context.Request.Body.CopyToAsync(Stream.Null);
            await next(context);
        })),
        ["authentication"] = (builder =>
        {
            builder.Services.AddAuthentication().AddCookie();
            builder.Services.AddAuthorizationBuilder().SetFallbackPolicy(new Microsoft.AspNetCore.Authorization.AuthorizationPolicyBuilder("Cookies").RequireAuthenticatedUser().Build());
        }, _ => { }
        ),
        ["the middleware itself"] = (_ => { }, app => app.UseScreenMeetWebhooks()),
    };

    public static TheoryData<string> Fronts => [.. s_fronts.Keys];

    [Theory]
    [MemberData(nameof(Fronts))]
    public async Task The_outcomes_are_the_same_behind(string front)
    {
        var (services, pipeline) = s_fronts[front];
        await using var wire = new WireServer(options: webhook => webhook.MaxBodySize = 2000, services: services, pipeline: pipeline);
        await wire.InitializeAsync();

        await wire.AssertAsync(ExpectedOutcome.Accepted(RawRequest.Type), Send(RawRequest.Signature));
        await wire.AssertAsync(ExpectedOutcome.Accepted(RawRequest.Type), Send(RawRequest.Signature) with { Line = "POST /any-method HTTP/1.1" });
        await wire.AssertAsync(ExpectedOutcome.Accepted(RawRequest.Type), RawRequest.Chunked(RawRequest.Json));
        await wire.AssertAsync(ExpectedOutcome.Refused(401, "signature_mismatch"), Send(Forged));
        await wire.AssertAsync(ExpectedOutcome.Refused(401, "signature_missing"), Send("X-None: 1"));
        await wire.AssertAsync(ExpectedOutcome.Refused(401, "body_empty"), Send(RawRequest.Signature) with { Body = "" });
        await wire.AssertAsync(ExpectedOutcome.Refused(405, "method_not_allowed"), Send(RawRequest.Signature) with { Line = "GET /any-method HTTP/1.1" });
        await wire.AssertAsync(ExpectedOutcome.Refused(413, "body_too_large"), Send(RawRequest.Signature) with { Signed = RawRequest.Json.PadRight(2001) });
        await wire.AssertAsync(ExpectedOutcome.Refused(413, "body_too_large"), RawRequest.Chunked(RawRequest.Json.PadRight(2001)));
        await wire.AssertAsync(ExpectedOutcome.Refused(415, "body_encoded"), Send(RawRequest.Signature + "\r\nContent-Encoding: rubbish"));
        await wire.AssertAsync(ExpectedOutcome.Unreadable, Send(RawRequest.Signature) with { Signed = "{}" });
    }

    private static RawRequest Send(string headers) => new() { Headers = Browser + headers };
}
