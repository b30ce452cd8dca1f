using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.AspNetCore.Http.Features;

namespace ScreenMeet.AspNetCore.Benchmarks;

// What metrics and traces cost when nobody listens to them: nothing.
public sealed class UnobservedTests
{
    private const int EventCount = 100;
    private const string Forged = "0000000000000000000000000000000000000000000000000000000000000000";

    // Types that are all different, so that none of them is shared.
    private static readonly byte[] s_body = Body("type", 201);

    // As many bytes, of which no metric could read anything.
    private static readonly byte[] s_bodyWithoutTypes = Body("label", 200);

    [Fact]
    public void Nothing_of_an_event_is_read_and_no_fingerprint_is_computed_for_a_metric_or_a_trace()
    {
        var pipeline = Build();

        var withTypes = Allocated(pipeline, "/minimal", s_body, Deliveries.Signature(s_body));
        var withoutTypes = Allocated(pipeline, "/minimal", s_bodyWithoutTypes, Deliveries.Signature(s_bodyWithoutTypes));

        Assert.InRange(withTypes, withoutTypes - 50, withoutTypes + 50);

        // The events and their bytes. The body itself, which a fingerprint needs, would be as many again.
        Assert.InRange(withTypes, 0, s_body.Length + (550 * EventCount));
    }

    [Theory]
    [InlineData("/minimal", true)]
    [InlineData("/minimal", false)]
    [InlineData("/handlers", true)]
    [InlineData("/handlers", false)]
    public void A_request_allocates_as_much_as_before_when_a_listener_has_gone(string path, bool isGenuine)
    {
        var pipeline = Build();
        var signature = isGenuine ? Deliveries.Signature(s_body) : Forged;

        var before = Allocated(pipeline, path, s_body, signature);
        double meanwhile;
        using (var meters = new MeterListener { InstrumentPublished = static (instrument, listener) => listener.EnableMeasurementEvents(instrument) })
        using (var traces = new ActivityListener
        {
            ShouldListenTo = static _ => true,
            Sample = static (ref _) => ActivitySamplingResult.AllDataAndRecorded,
        })
        {
            meters.Start();
            ActivitySource.AddActivityListener(traces);
            meanwhile = Allocated(pipeline, path, s_body, signature);
        }

        var after = Allocated(pipeline, path, s_body, signature);

        Assert.InRange(after, before - 50, before + 50);
        Assert.True(meanwhile > before + 50, $"{meanwhile} bytes while something listens should be more than {before}.");
    }

    private static byte[] Body(string property, int length) => Encoding.UTF8.GetBytes(
        $"[{string.Join(',', Enumerable.Range(0, EventCount).Select(number => $$"""{"{{property}}":"{{new string('x', length)}}{{number:000}}","ts":"2021-08-09T16:45:57.000Z"}"""))}]");

    private static RequestDelegate Build()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddScreenMeetWebhooks(static webhook => webhook.SigningKey = Deliveries.Key).AddHandler<IdleHandler>();
        var app = builder.Build();
        app.UseRouting();
        app.UseScreenMeetWebhooks();
        app.MapPost("/minimal", static (ScreenMeetDelivery _) => { });
        app.MapScreenMeetWebhook("/handlers");
        app.UseEndpoints(static _ => { });
        var pipeline = ((IApplicationBuilder)app).Build();
        return context =>
        {
            context.RequestServices = app.Services;
            return pipeline(context);
        };
    }

    // Bytes for one request, which runs on this thread alone.
    private static double Allocated(RequestDelegate pipeline, string path, byte[] body, string signature)
    {
        const int Times = 50;
        for (var i = 0; i < Times; i++)
        {
            Send();
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Times; i++)
        {
            Send();
        }

        return (GC.GetAllocatedBytesForCurrentThread() - before) / (double)Times;

        void Send()
        {
            var context = new DefaultHttpContext();

            // As ASP.NET Core does when only the log needs the ids.
            var activity = new Activity("request").Start();
            context.Features.Set<IHttpActivityFeature>(new RequestActivity { Activity = activity });
            var request = context.Request;
            (request.Method, request.Path, request.ContentLength) = (HttpMethods.Post, path, body.Length);
            request.Body = new MemoryStream(body);
            request.Headers["x-signature"] = signature;
            request.Headers["x-signature-algo"] = "sha256";
            var running = pipeline(context);
            Assert.True(running.IsCompletedSuccessfully);
            Assert.Equal(signature == Forged ? 401 : 200, context.Response.StatusCode);
            activity.Stop();
        }
    }

    private sealed class RequestActivity : IHttpActivityFeature
    {
        public required Activity Activity { get; set; }
    }

    private sealed class IdleHandler : IScreenMeetEventHandler
    {
        public ValueTask HandleAsync(Webhooks.ScreenMeetEvent screenMeetEvent, ScreenMeetEventContext context, CancellationToken cancellationToken) => default;
    }
}
