using System.Collections.Concurrent;
using System.Diagnostics;
using ScreenMeet.InboxHarness;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Inbox.Tests.Telemetry;

public sealed class ActivityTests(PostgreSqlFixture postgreSql)
{
    [Theory, EachDatabase]
    public async Task Each_attempt_is_a_consumer_span_of_its_own_trace_that_links_to_the_request_which_stored_the_event(DatabaseKind kind)
    {
        var ended = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name is "ScreenMeet.AspNetCore.Inbox" or "Microsoft.AspNetCore",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                if (activity.Source.Name == "ScreenMeet.AspNetCore.Inbox")
                {
                    ended.Enqueue(activity);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        await using var database = await TestDatabase.CreateAsync(kind, postgreSql);

        // An application may be started within an activity, which must not become the parent of all that follows.
        using var start = new Activity("start").Start();
        await using var node = await InboxNode.StartAsync(
            database,
            static (context, e, eventContext, cancellationToken) => eventContext.Attempt == 1
                ? throw new InvalidOperationException("The first attempt fails.")
                : HandlerScripts.SaveEffect(context, e, eventContext, cancellationToken),
            static options => options.MinRetryDelay = TimeSpan.FromMilliseconds(20));
        start.Stop();

        var trace = ActivityTraceId.CreateRandom();
        using var request = Signed.Delivery(InboxNode.Path, Events.Delivery("HUiUti", 1, 1)).With("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom()}-01");
        using var client = new HttpClient(new SocketsHttpHandler { ActivityHeadersPropagator = null }) { BaseAddress = node.Client.BaseAddress };
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        await Poll.UntilAsync(() => Spans().Length == 2, "the spans");

        var spans = Spans();
        Assert.All(spans, static span => Assert.Equal(("process screenmeet.inbox", ActivityKind.Consumer, null), (span.DisplayName, span.Kind, span.ParentId)));
        Assert.All(spans, span => Assert.NotEqual(start.TraceId, span.TraceId));
        Assert.NotEqual(spans[0].TraceId, spans[1].TraceId);
        Assert.Equal([1, 2], spans.Select(static span => (int)span.GetTagItem("screenmeet.inbox.attempt")!));
        Assert.All(spans, static span => Assert.Equal(("process", ""), ((string?)span.GetTagItem("messaging.operation.type"), (string?)span.GetTagItem("screenmeet.webhook.name"))));
        Assert.Equal([ActivityStatusCode.Error, ActivityStatusCode.Unset], spans.Select(static span => span.Status));
        Assert.Equal("exception", Assert.Single(spans[0].Events).Name);
        Assert.Empty(spans[1].Events);

        Activity[] Spans() => [.. ended.Where(activity => activity.Links.Any(link => link.Context.TraceId == trace))];
    }

    // The inbox traces each attempt by itself. In the request, only storing is handled.
    [Theory, EachDatabase]
    public async Task The_handling_of_an_event_has_one_span(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind, postgreSql);
        await using var node = await InboxNode.StartAsync(database);
        var processed = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == "ScreenMeet.AspNetCore.Inbox",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = processed.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        using var trace = new RecordedTrace();
        using var client = new HttpClient(new SocketsHttpHandler { ActivityHeadersPropagator = null }) { BaseAddress = node.Client.BaseAddress };

        using var response = await client.SendAsync(trace.Add(Signed.Delivery(InboxNode.Path, Events.Delivery("HUiUti", 1, 1))), TestContext.Current.CancellationToken);
        await trace.RequestAsync();
        await Poll.UntilAsync(() => Links().Length > 0, "the span of the attempt");

        var storing = Assert.Single(trace.OfOurs);
        Assert.Equal("handle screenmeet.delivery", storing.OperationName);
        Assert.Equal(storing.SpanId, Assert.Single(Links()).SpanId);

        ActivityContext[] Links() => [.. processed.SelectMany(static activity => activity.Links).Select(static link => link.Context).Where(context => context.TraceId == trace.Id)];
    }
}
