using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using ScreenMeet.TestHarness;
using ScreenMeet.Webhooks;

namespace ScreenMeet.AspNetCore.Tests;

public sealed class ActivityTests
{
    private const string Name = "screenmeet.webhook.name";
    private const string Result = "screenmeet.webhook.result";
    private const string Count = "screenmeet.delivery.event.count";
    private const string Fingerprint = "screenmeet.delivery.fingerprint";
    private const string Delivery = "handle screenmeet.delivery";
    private const string Event = "handle screenmeet.event";

    public static TheoryData<string> AllEntryPoints => [.. EntryPoints.All];

    [Theory]
    [MemberData(nameof(AllEntryPoints))]
    public async Task The_requests_own_activity_says_what_was_accepted_and_one_child_is_its_handling(string path)
    {
        await using var receiver = await Receiver.StartAsync();
        using var trace = new RecordedTrace();

        using var response = await receiver.SendAsync(trace.Add(Signed.Delivery(path)));

        var request = await trace.RequestAsync();
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(("", "accepted", 2), ((string?)request.GetTagItem(Name), (string?)request.GetTagItem(Result), (int?)request.GetTagItem(Count)));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Signed.Json))), request.GetTagItem(Fingerprint));
        var handling = Assert.Single(trace.OfOurs, static activity => activity.OperationName == Delivery);
        Assert.Equal((request.SpanId, ActivityKind.Internal, ActivityStatusCode.Unset), (handling.ParentSpanId, handling.Kind, handling.Status));
        Assert.Equal([Name], handling.TagObjects.Select(static tag => tag.Key));
    }

    [Theory]
    [MemberData(nameof(AllEntryPoints))]
    public async Task Without_the_middleware_it_is_the_same(string path)
    {
        await using var receiver = await Receiver.StartAsync(pipeline: EntryPoints.Map);
        using var trace = new RecordedTrace();

        using var response = await receiver.SendAsync(trace.Add(Signed.Delivery(path)));

        Assert.Equal("accepted", (await trace.RequestAsync()).GetTagItem(Result));
        Assert.Single(trace.OfOurs, static activity => activity.OperationName == Delivery);
    }

    [Theory]
    [MemberData(nameof(AllEntryPoints))]
    public async Task A_refused_request_is_not_handled_and_its_own_activity_says_why(string path)
    {
        await using var receiver = await Receiver.StartAsync();
        using var trace = new RecordedTrace();

        using var response = await receiver.SendAsync(trace.Add(Signed.Delivery(path, key: Signed.PreviousKey)));

        var request = await trace.RequestAsync();
        Assert.Equal(("", "signature_mismatch"), ((string?)request.GetTagItem(Name), (string?)request.GetTagItem(Result)));
        Assert.Null(request.GetTagItem(Count));
        Assert.Null(request.GetTagItem(Fingerprint));
        Assert.Empty(trace.OfOurs);
    }

    [Fact]
    public async Task Each_event_that_a_handler_handles_is_a_child_of_the_handling()
    {
        await using var receiver = await StartAsync(static webhooks => webhooks.AddHandler<CountingHandler>("room-entered", "a free text").AddHandler<AnotherHandler>("room-entered"));
        using var trace = new RecordedTrace();

        using var response = await receiver.SendAsync(trace.Add(Signed.Delivery(
            EntryPoints.Handlers, """[{"type":"room-entered"},{"type":"audio-muted"},{"type":"a free text"},7]""")));

        await trace.RequestAsync();
        var handling = Assert.Single(trace.OfOurs, static activity => activity.OperationName == Delivery);
        var events = trace.OfOurs.Where(static activity => activity.OperationName == Event).ToArray();
        Assert.Equal([("room-entered", 0), ("_OTHER", 2)], events.Select(static e => ((string)e.GetTagItem("screenmeet.event.type")!, (int)e.GetTagItem("screenmeet.event.index")!)));
        Assert.All(events, e => Assert.Equal(("", handling.SpanId), ((string?)e.GetTagItem(Name), e.ParentSpanId)));
    }

    [Fact]
    public async Task What_a_handler_traces_is_a_child_of_its_event()
    {
        using var trace = new RecordedTrace();
        await using var receiver = await StartAsync(static webhooks => webhooks.AddHandler<TracingHandler>());

        using var response = await receiver.SendAsync(trace.Add(Signed.Delivery(EntryPoints.Handlers, """[{"type":"room-entered"}]""")));

        await trace.RequestAsync();
        Assert.Equal([Event], TracingHandler.ParentsIn(trace.Id));
    }

    // The innermost activity has the exception, and those around it only say that they failed.
    [Theory]
    [InlineData(EntryPoints.Handlers, Event)]
    [InlineData("/minimal", Delivery)]
    [InlineData("/failing-action", Delivery)]
    [InlineData("/failing-delivery-handler", Delivery)]
    public async Task An_exception_is_recorded_once(string path, string innermost)
    {
        await using var receiver = await StartAsync(
            static webhooks => webhooks.AddHandler<FailingHandler>().Services.AddScreenMeetWebhooks("named", static webhook => webhook.SigningKey = Signed.Key).AddDeliveryHandler<FailingDeliveryHandler>(),
            static app =>
            {
                app.MapControllers();
                app.MapPost("/minimal", static (ScreenMeetDelivery _) => Fail());
                app.MapScreenMeetWebhook("/failing-delivery-handler", "named");
            },
            typeof(FailingController));
        using var trace = new RecordedTrace();

        // TestServer hands on what no middleware handles.
        await Assert.ThrowsAsync<NotSupportedException>(() => receiver.SendAsync(trace.Add(Signed.Delivery(path))));

        await trace.RequestAsync();
        var recorded = trace.Activities.SelectMany(static activity => activity.Events, static (activity, e) => (activity.OperationName, e.Name));
        Assert.Equal([(innermost, "exception")], recorded);
        Assert.All(trace.OfOurs, static activity => Assert.Equal((ActivityStatusCode.Error, typeof(NotSupportedException).FullName), (activity.Status, (string?)activity.GetTagItem("error.type"))));
    }

    [Fact]
    public async Task An_answer_of_500_and_more_is_a_failure_without_an_exception()
    {
        await using var receiver = await StartAsync(
            static webhooks => webhooks.AddHandler<CountingHandler>(),
            static app => app.MapPost("/minimal", static (ScreenMeetDelivery _) => Results.StatusCode(503)));
        using var trace = new RecordedTrace();

        using var response = await receiver.SendAsync(trace.Add(Signed.Delivery("/minimal")));

        await trace.RequestAsync();
        var handling = Assert.Single(trace.OfOurs);
        Assert.Equal((ActivityStatusCode.Error, "503"), (handling.Status, (string?)handling.GetTagItem("error.type")));
        Assert.Empty(handling.Events);
    }

    [Theory]
    [InlineData(ActivitySamplingResult.PropagationData)]
    [InlineData(ActivitySamplingResult.None)]
    public async Task Nothing_is_said_to_an_activity_that_does_not_record(ActivitySamplingResult sampling)
    {
        Activity? own = null;
        await using var receiver = await StartAsync(
            static webhooks => webhooks.AddHandler<CountingHandler>(),
            app => app.MapPost("/minimal", (ScreenMeetDelivery _, HttpContext context) => { own = context.Features.Get<IHttpActivityFeature>()?.Activity; }));
        using var trace = new RecordedTrace(sampling);

        using var response = await receiver.SendAsync(trace.Add(Signed.Delivery("/minimal")));

        // The log of the application needs its ids, so that it is there in any case.
        Assert.NotNull(own);
        Assert.DoesNotContain(own.TagObjects, static tag => tag.Key.StartsWith("screenmeet.", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task A_delivery_that_is_executed_again_for_another_endpoint_has_a_handling_of_its_own()
    {
        await using var receiver = await StartAsync(
            static webhooks => webhooks.AddHandler<CountingHandler>(),
            static app =>
            {
                app.MapPost("/failing", static (ScreenMeetDelivery _) => Fail());
                app.MapPost("/again", static (ScreenMeetDelivery _) => Results.Ok());
            },
            before: static app => app.UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandlingPath = "/again" }));
        using var trace = new RecordedTrace();

        using var response = await receiver.SendAsync(trace.Add(Signed.Delivery("/failing")));

        await trace.RequestAsync();
        Assert.Equal([ActivityStatusCode.Error, ActivityStatusCode.Unset], trace.OfOurs.Select(static activity => activity.Status));
    }

    private static Task<Receiver> StartAsync(
        Action<IScreenMeetWebhooksBuilder> configure, Action<WebApplication>? map = null, Type? controller = null, Action<WebApplication>? before = null) => Receiver.StartAsync(
        services: builder => configure(builder.Services.AddScreenMeetWebhooks(static webhook => webhook.SigningKey = Signed.Key)),
        pipeline: app =>
        {
            before?.Invoke(app);
            app.UseRouting();
            app.UseScreenMeetWebhooks();
            app.MapScreenMeetWebhook(EntryPoints.Handlers);
            map?.Invoke(app);
        },
        controllers: controller is null ? null : [controller]);

    private static void Fail() => throw new NotSupportedException("The application fails.");

    private sealed class CountingHandler : IScreenMeetEventHandler
    {
        public ValueTask HandleAsync(ScreenMeetEvent screenMeetEvent, ScreenMeetEventContext context, CancellationToken cancellationToken) => default;
    }

    private sealed class AnotherHandler : IScreenMeetEventHandler
    {
        public ValueTask HandleAsync(ScreenMeetEvent screenMeetEvent, ScreenMeetEventContext context, CancellationToken cancellationToken) => default;
    }

    private sealed class TracingHandler : IScreenMeetEventHandler
    {
        private static readonly List<Activity?> s_current = [];

        public static string[] ParentsIn(ActivityTraceId trace)
        {
            lock (s_current)
            {
                return [.. s_current.OfType<Activity>().Where(activity => activity.TraceId == trace).Select(static activity => activity.OperationName)];
            }
        }

        public async ValueTask HandleAsync(ScreenMeetEvent screenMeetEvent, ScreenMeetEventContext context, CancellationToken cancellationToken)
        {
            await Task.Yield();
            lock (s_current)
            {
                s_current.Add(Activity.Current);
            }
        }
    }

    private sealed class FailingHandler : IScreenMeetEventHandler
    {
        public ValueTask HandleAsync(ScreenMeetEvent screenMeetEvent, ScreenMeetEventContext context, CancellationToken cancellationToken)
        {
            Fail();
            return default;
        }
    }

    private sealed class FailingDeliveryHandler : IScreenMeetDeliveryHandler
    {
        public async ValueTask HandleAsync(ScreenMeetDelivery delivery, HttpContext context, CancellationToken cancellationToken)
        {
            await Task.Yield();
            Fail();
        }
    }
}

public sealed class FailingController : ControllerBase
{
    [HttpPost("failing-action"), ScreenMeetWebhook]
    public async Task Receive(ScreenMeetEvent[] events)
    {
        await Task.Yield();
        throw new NotSupportedException($"The application fails with {events.Length} events.");
    }
}
