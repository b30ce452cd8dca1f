using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Fuzzing;

// An input is a request, for an application with one endpoint. Body, clock and log are the target's own and nothing
// waits, so that an input has one way through the code.
internal static class MiddlewareTarget
{
    private static readonly ManualClock s_clock = new();
    private static readonly LogRecorder s_log = new();
    private static readonly List<ScreenMeetDelivery> s_delivered = [];
    private static readonly WebApplication s_app = CreateApplication();
    private static readonly RequestDelegate s_pipeline = CreatePipeline();

    public static string Run(byte[] input)
    {
        var request = FuzzedRequest.Read(input);
        using var body = new FuzzedBody(request.Parts, s_clock);
        var context = ContextOf(request, body);
        s_delivered.Clear();
        s_log.Records.Clear();

        // The use of the previous key is logged once an hour.
        s_clock.Advance(TimeSpan.FromHours(1));
        var receivedAt = s_clock.GetUtcNow();

        var answering = s_pipeline(context);
        while (!answering.IsCompleted)
        {
            body.Wait();
        }

        answering.GetAwaiter().GetResult();

        var expected = ExpectedAnswer.To(request);
        Assert.Equal(ExpectedAnswer.Statuses[expected], context.Response.StatusCode);
        Assert.Equal(ExpectedHeaders(context.Response.StatusCode), context.Response.Headers.Select(header => $"{header.Key}: {header.Value}"));

        // That depends on what came before.
        s_log.Records.Remove("Information FirstDeliveryAccepted");
        // A body with other white space is recognized, but not every time.
        Assert.Equal(ExpectedLog(expected), s_log.Records.Select(static line => line.Replace("body_rewritten", "signature_mismatch", StringComparison.Ordinal)));
        if (context.Response.StatusCode != 200)
        {
            Assert.Empty(s_delivered);
            return expected;
        }

        var delivery = Assert.Single(s_delivered);
        using var array = ExpectedArray.Read(request.Body);
        Assert.Equal(array!.RootElement.GetArrayLength(), delivery.Count);
        Assert.Equal(request.Body, delivery.Body);
        using var readAgain = new MemoryStream();
        context.Request.Body.CopyTo(readAgain);
        Assert.Equal(request.Body, readAgain.ToArray());
        Assert.Equal(receivedAt, delivery.ReceivedAt);
        Assert.Equal(expected == ExpectedAnswer.AcceptedWithPreviousKey, delivery.IsSignedWithPreviousKey);
        return expected;
    }

    private static string[] ExpectedHeaders(int status) => status switch
    {
        401 => ["WWW-Authenticate: ScreenMeet-Signature"],
        405 => ["Allow: POST"],
        408 or 413 => ["Connection: close"],
        415 => ["Accept-Encoding: identity"],
        _ => [],
    };

    private static string[] ExpectedLog(string answer) => answer switch
    {
        ExpectedAnswer.Accepted => ["Debug DeliveryAccepted"],
        ExpectedAnswer.AcceptedWithPreviousKey => ["Debug DeliveryAccepted", "Information PreviousKeyUsed"],
        "body_unreadable" => ["Error DeliveryUnreadable", "Warning DeliveryRefused body_unreadable"],
        _ => [$"Warning DeliveryRefused {answer}"],
    };

    private static DefaultHttpContext ContextOf(FuzzedRequest request, Stream body)
    {
        var context = new DefaultHttpContext { RequestServices = s_app.Services };
        context.Request.Method = request.Method;
        context.Request.Path = "/";
        context.Request.Protocol = "HTTP/1.1";
        context.Request.Body = body;
        foreach (var (name, value) in request.Headers)
        {
            context.Request.Headers[name] = StringValues.Concat(context.Request.Headers[name], value);
        }

        return context;
    }

    private static WebApplication CreateApplication()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddProvider(s_log).SetMinimumLevel(LogLevel.Warning).AddFilter("ScreenMeet", LogLevel.Debug);
        builder.Services.AddSingleton<TimeProvider>(s_clock);
        builder.Services.AddScreenMeetWebhooks(options =>
        {
            options.SigningKey = Signed.Key;
            options.PreviousSigningKey = Signed.PreviousKey;
            options.MaxBodySize = ExpectedAnswer.MaxBodySize;
            options.BodyTimeout = ExpectedAnswer.BodyTimeout;
        });
        return builder.Build();
    }

    private static RequestDelegate CreatePipeline()
    {
        var app = new ApplicationBuilder(s_app.Services);
        app.UseRouting();
        app.UseScreenMeetWebhooks();
        app.UseEndpoints(endpoints => endpoints.Map("/", (ScreenMeetDelivery delivery) => s_delivered.Add(delivery)));
        return app.Build();
    }
}
