using System.Collections.Concurrent;
using System.Diagnostics;

namespace ScreenMeet.TestHarness;

// Records the activities of one request, which it recognizes by the trace that the request is sent in.
public sealed class RecordedTrace : IDisposable
{
    public const string Ours = "ScreenMeet.AspNetCore";
    public const string OfRequests = "Microsoft.AspNetCore";

    private readonly ConcurrentQueue<Activity> _ended = [];
    private readonly ActivityListener _listener;

    public RecordedTrace(ActivitySamplingResult sampling = ActivitySamplingResult.AllDataAndRecorded, params string[] sources)
    {
        var listened = sources.Length > 0 ? sources : [Ours, OfRequests];
        _listener = new ActivityListener
        {
            ShouldListenTo = source => listened.Contains(source.Name),
            Sample = (ref options) => options.Parent.TraceId == Id ? sampling : ActivitySamplingResult.None,
            ActivityStopped = activity =>
            {
                if (activity.TraceId == Id)
                {
                    _ended.Enqueue(activity);
                }
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public ActivityTraceId Id { get; } = ActivityTraceId.CreateRandom();

    // In the order of their ends.
    public Activity[] Activities => [.. _ended];

    public Activity[] OfOurs => [.. _ended.Where(static activity => activity.Source.Name == Ours)];

    public HttpRequestMessage Add(HttpRequestMessage request) => request.With("traceparent", $"00-{Id}-{ActivitySpanId.CreateRandom()}-01");

    // The request's own activity, which ends after its response has arrived.
    public async Task<Activity> RequestAsync()
    {
        await Poll.UntilAsync(() => Requests().Length > 0, "the end of the request");
        return Assert.Single(Requests());

        Activity[] Requests() => [.. _ended.Where(static activity => activity.Source.Name == OfRequests)];
    }

    public void Dispose() => _listener.Dispose();
}
