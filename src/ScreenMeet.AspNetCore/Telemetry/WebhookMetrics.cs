using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace ScreenMeet.AspNetCore;

// Nothing is computed for an instrument that nobody listens to.
internal sealed class WebhookMetrics
{
    public const string Name = "ScreenMeet.AspNetCore";

    // These tags are also put on what ASP.NET Core itself measures and traces.
    public const string NameTag = "screenmeet.webhook.name";
    public const string ResultTag = "screenmeet.webhook.result";
    public const string EventTypeTag = "screenmeet.event.type";
    public const string ErrorTag = "error.type";
    public const string Accepted = "accepted";

    private const string KeyTag = "screenmeet.webhook.key";
    private const string Current = "current";
    private const string Previous = "previous";

    // Those of ASP.NET Core's own durations.
    private static readonly InstrumentAdvice<double> s_durations = new() { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10] };

    // Up to a day, because devices send events late.
    private static readonly InstrumentAdvice<double> s_ages = new() { HistogramBucketBoundaries = [1, 5, 15, 60, 300, 900, 3600, 21600, 86400] };

    // From 1 KiB to 1 MiB, which is the default of MaxBodySize.
    private static readonly InstrumentAdvice<long> s_sizes = new() { HistogramBucketBoundaries = [.. Enumerable.Range(10, 11).Select(static power => 1L << power)] };

    private readonly Counter<long> _deliveries;
    private readonly Counter<long> _events;
    private readonly Histogram<long> _bodySize;
    private readonly Histogram<double> _handlerDuration;
    private readonly Histogram<double> _eventAge;
    private readonly Histogram<double> _keyProviderDuration;

    private readonly WebhookStates _webhooks;
    private readonly ScreenMeetWebhookRegistry _registry;
    private readonly TimeProvider _timeProvider;

    public WebhookMetrics(IMeterFactory meterFactory, WebhookStates webhooks, ScreenMeetWebhookRegistry registry, TimeProvider timeProvider)
    {
        _timeProvider = timeProvider;
        _webhooks = webhooks;
        _registry = registry;

        var meter = meterFactory.Create(Name);
        _deliveries = meter.CreateCounter<long>("screenmeet.webhook.deliveries", "{delivery}", "Requests to endpoints that are marked as ScreenMeet webhooks.");
        _events = meter.CreateCounter<long>("screenmeet.webhook.events", "{event}", "Events of accepted deliveries.");
        _bodySize = meter.CreateHistogram("screenmeet.webhook.body.size", "By", "Size of the bodies of accepted deliveries.", advice: s_sizes);
        _handlerDuration = meter.CreateHistogram("screenmeet.webhook.handler.duration", "s", "How long the application's code took to handle a delivery.", advice: s_durations);
        _eventAge = meter.CreateHistogram("screenmeet.webhook.event.age", "s", "How old an event was when it was received, by its own timestamp.", advice: s_ages);
        _keyProviderDuration = meter.CreateHistogram("screenmeet.webhook.key_provider.duration", "s", "How long the signing key provider took.", advice: s_durations);
        meter.CreateObservableUpDownCounter("screenmeet.webhook.buffer.usage", ReadBufferUsage, "By", "Total size of the bodies that are still arriving.");
        meter.CreateObservableUpDownCounter("screenmeet.webhook.buffer.limit", ReadBufferLimits, "By", "Limit for the total size of the bodies that are still arriving.");
    }

    // Counts every result from 0, because the first of its kind is otherwise not an increase, and could not raise an alert.
    public void Start()
    {
        foreach (var name in _registry.Names)
        {
            CountAccepted(name, Current, 0);
            CountAccepted(name, Previous, 0);
            foreach (var refusal in Refusal.All)
            {
                CountRefused(name, refusal, 0);
            }
        }
    }

    public bool MeasuresHandling => _handlerDuration.Enabled;

    public void Accept(ScreenMeetDelivery delivery)
    {
        var name = new KeyValuePair<string, object?>(NameTag, delivery.WebhookName);
        CountAccepted(delivery.WebhookName, delivery.IsSignedWithPreviousKey ? Previous : Current, 1);
        if (_bodySize.Enabled)
        {
            _bodySize.Record(delivery.Size, name);
        }

        if (_events.Enabled)
        {
            foreach (var screenMeetEvent in delivery)
            {
                _events.Add(1, name, new(EventTypeTag, DocumentedEventTypes.Bound(screenMeetEvent.Type)));
            }
        }

        if (_eventAge.Enabled)
        {
            foreach (var screenMeetEvent in delivery)
            {
                if (screenMeetEvent.Timestamp is { } timestamp)
                {
                    // The clock of a device may be ahead.
                    _eventAge.Record(Math.Max(0, (delivery.ReceivedAt - timestamp).TotalSeconds), name);
                }
            }
        }
    }

    public void Refuse(string webhookName, Refusal refusal) => CountRefused(webhookName, refusal, 1);

    public long GetTimestamp() => _timeProvider.GetTimestamp();

    public void Handled(string webhookName, long started, string? errorType) =>
        Record(_handlerDuration, webhookName, _timeProvider.GetElapsedTime(started), errorType);

    public void GotKeys(string webhookName, TimeSpan duration, string? errorType)
    {
        if (_keyProviderDuration.Enabled)
        {
            Record(_keyProviderDuration, webhookName, duration, errorType);
        }
    }

    private void CountAccepted(string webhookName, string key, int count)
    {
        if (_deliveries.Enabled)
        {
            _deliveries.Add(count, new(NameTag, webhookName), new(ResultTag, Accepted), new(KeyTag, key));
        }
    }

    private void CountRefused(string webhookName, Refusal refusal, int count)
    {
        if (_deliveries.Enabled)
        {
            _deliveries.Add(count, new(NameTag, webhookName), new KeyValuePair<string, object?>(ResultTag, refusal.Reason));
        }
    }

    private static void Record(Histogram<double> histogram, string webhookName, TimeSpan duration, string? errorType)
    {
        var tags = new TagList { { NameTag, webhookName } };
        if (errorType is not null)
        {
            tags.Add(ErrorTag, errorType);
        }

        histogram.Record(duration.TotalSeconds, tags);
    }

    private IEnumerable<Measurement<long>> ReadBufferUsage() =>
        _registry.Names.Select(name => new Measurement<long>(_webhooks.Get(name).Budget.Held, new KeyValuePair<string, object?>(NameTag, name)));

    private IEnumerable<Measurement<long>> ReadBufferLimits()
    {
        foreach (var name in _registry.Names)
        {
            if (LimitOf(name) is { } limit)
            {
                yield return new(limit, new KeyValuePair<string, object?>(NameTag, name));
            }
        }
    }

    // Outside a request, an application's own options for each tenant may fail.
    private long? LimitOf(string webhookName)
    {
        try
        {
            return _registry.GetOptions(webhookName).EffectiveMaxBufferedBytes;
        }
        catch (Exception)
        {
            return null;
        }
    }
}
