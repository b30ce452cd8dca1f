using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace ScreenMeet.AspNetCore;

internal sealed class InboxMetrics
{
    public const string Name = "ScreenMeet.AspNetCore.Inbox";

    private const string WebhookTag = "screenmeet.webhook.name";
    private const string ResultTag = "screenmeet.inbox.result";
    private const string StateTag = "screenmeet.inbox.state";

    // Those of ASP.NET Core's own durations.
    private static readonly InstrumentAdvice<double> s_durations = new() { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10] };

    private readonly Counter<long> _events;
    private readonly Histogram<double> _handlerDuration;
    private readonly Histogram<double> _queueDuration;
    private readonly ObservableGauge<long> _eventCount;
    private readonly ObservableGauge<double> _lag;

    // The last sample of each webhook. The callbacks read only this, never the database.
    private readonly ConcurrentDictionary<string, Sample> _samples = new(StringComparer.Ordinal);

    public InboxMetrics(IMeterFactory meterFactory)
    {
        var meter = meterFactory.Create(Name);
        _events = meter.CreateCounter<long>("screenmeet.inbox.events", "{event}", "Events that were handled, will be retried, are dead, or were known when they were delivered again.");
        _handlerDuration = meter.CreateHistogram("screenmeet.inbox.handler.duration", "s", "How long the handlers of an event took.", advice: s_durations);
        _queueDuration = meter.CreateHistogram("screenmeet.inbox.queue.duration", "s", "How long an event was stored before its first attempt.", advice: s_durations);
        _eventCount = meter.CreateObservableGauge("screenmeet.inbox.event.count", CountEvents, "{event}", "Events in the inbox, counted up to 10,000 every 10 seconds.");
        _lag = meter.CreateObservableGauge("screenmeet.inbox.lag", ReadLag, "s", "The age of the oldest event that has not been handled, by the database's clock.");
    }

    public bool NeedsSamples => _eventCount.Enabled || _lag.Enabled;

    public void Duplicates(string webhookName, int count)
    {
        if (count > 0)
        {
            Count(webhookName, "duplicate", count);
        }
    }

    public void Count(string webhookName, string result, int count = 1) =>
        _events.Add(count, new(WebhookTag, webhookName), new KeyValuePair<string, object?>(ResultTag, result));

    public void Handled(string webhookName, TimeSpan duration, Exception? exception)
    {
        if (_handlerDuration.Enabled)
        {
            var tags = new TagList { { WebhookTag, webhookName } };
            if (exception is not null)
            {
                tags.Add("error.type", exception.GetType().FullName);
            }

            _handlerDuration.Record(duration.TotalSeconds, tags);
        }
    }

    public void Waited(string webhookName, double seconds) => _queueDuration.Record(seconds, new KeyValuePair<string, object?>(WebhookTag, webhookName));

    public void Sampled(string webhookName, int pending, int retrying, int dead, double lag) => _samples[webhookName] = new(pending, retrying, dead, lag);

    public void Forget(string webhookName) => _samples.TryRemove(webhookName, out _);

    private IEnumerable<Measurement<long>> CountEvents() => _samples.SelectMany(static sample => new Measurement<long>[]
    {
        new(sample.Value.Pending, new(WebhookTag, sample.Key), new KeyValuePair<string, object?>(StateTag, "pending")),
        new(sample.Value.Retrying, new(WebhookTag, sample.Key), new KeyValuePair<string, object?>(StateTag, "retrying")),
        new(sample.Value.Dead, new(WebhookTag, sample.Key), new KeyValuePair<string, object?>(StateTag, "dead")),
    });

    private IEnumerable<Measurement<double>> ReadLag() =>
        _samples.Select(static sample => new Measurement<double>(sample.Value.Lag, new KeyValuePair<string, object?>(WebhookTag, sample.Key)));

    private sealed record Sample(int Pending, int Retrying, int Dead, double Lag);
}
