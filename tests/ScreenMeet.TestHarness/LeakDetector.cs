using System.Buffers;
using System.Collections;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text;

namespace ScreenMeet.TestHarness;

// Collects all output while requests run: the logs of every category and level with their scopes, the measurements and traces of
// every source in the process, and what a test adds. Then it finds secrets in this output.
public sealed class LeakDetector : ILoggerProvider, ISupportExternalScope
{
    // Occurs in keys, signatures and bodies, and must not occur in any output.
    public const string Secret = "secretcanary";

    // Occurs in paths, queries and other headers. The framework may output it, but the package may not.
    public const string OfRequest = "requestcanary";

    public const long SecretNumber = 773199004215;
    public const string SecretTime = "2031-05-17T11:22:33.444Z";

    // An accepted delivery's hash is meant to be on the trace, and must not be anywhere else.
    private const string Fingerprint = "screenmeet.delivery.fingerprint";

    private readonly ConcurrentQueue<(string Source, string Text)> _statements = [];
    private readonly ConcurrentDictionary<string, bool> _hidden = new() { [Secret] = true, [$"{SecretNumber}"] = true, ["2031-05-17"] = true, ["05/17/2031"] = true };
    private readonly MeterListener _meters = new();
    private readonly ActivityListener _traces;
    private readonly ActivityTraceId _traceId = ActivityTraceId.CreateRandom();
    private readonly SemaphoreSlim _requestsOver = new(0);
    private IExternalScopeProvider _scopes = new LoggerExternalScopeProvider();

    public LeakDetector()
    {
        _meters.InstrumentPublished = (instrument, listener) => listener.EnableMeasurementEvents(instrument);
        _meters.SetMeasurementEventCallback<long>(Hear);
        _meters.SetMeasurementEventCallback<int>(Hear);
        _meters.SetMeasurementEventCallback<double>(Hear);
        _meters.Start();
        _traces = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = Hear,
        };
        ActivitySource.AddActivityListener(_traces);
    }

    // A request with this header can be recognized when the server has finished it, which is after the response has arrived.
    public string TraceParent => $"00-{_traceId}-{ActivitySpanId.CreateRandom()}-01";

    public string[] Leaks
    {
        get
        {
            var hidden = SearchValues.Create([.. _hidden.Keys], StringComparison.OrdinalIgnoreCase);
            return
            [
                .. _statements
                    .Where(statement => statement.Text.AsSpan().ContainsAny(hidden)
                        || (IsOurs(statement.Source) && statement.Text.Contains(OfRequest, StringComparison.OrdinalIgnoreCase)))
                    .Select(statement => $"{statement.Source}: {statement.Text}")
                    .Distinct(),
            ];
        }
    }

    public bool Heard(string source, string text) => _statements.Any(statement => statement.Source == source && statement.Text.Contains(text, StringComparison.Ordinal));

    // Hides a secret as text, and in each encoding of its bytes.
    public void Hide(string secret) => Hide(secret, Encoding.UTF8.GetBytes(secret));

    public void Hide(byte[] secret) => Hide(null, secret);

    // Adds output of the package that does not come from a log, a meter or a trace.
    public void HearOurs(params object?[] parts) => Hear("ScreenMeet.", parts);

    public async Task HearAsync(HttpResponseMessage response) =>
        HearOurs(response, response.Content.Headers, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

    public async Task RequestIsOverAsync() => Assert.True(await _requestsOver.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken));

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public void Dispose()
    {
        _meters.Dispose();
        _traces.Dispose();
        _requestsOver.Dispose();
    }

    private static bool IsOurs(string source) => source.StartsWith("ScreenMeet.", StringComparison.Ordinal);

    private void Hide(string? text, byte[] bytes)
    {
        foreach (var written in new[] { text, Convert.ToHexString(bytes), Convert.ToBase64String(bytes).TrimEnd('='), Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_') })
        {
            if (written is not (null or ""))
            {
                _hidden[written] = true;
            }
        }
    }

    private void Hear(Activity activity)
    {
        Hear(
            activity.Source.Name,
            [activity.DisplayName, activity.StatusDescription, activity.TraceStateString, activity.TagObjects.Where(static tag => tag.Key != Fingerprint), activity.Baggage, .. activity.Events.SelectMany(e => new object?[] { e.Name, e.Tags })]);
        if (activity.TraceId == _traceId && activity.Source.Name == "Microsoft.AspNetCore")
        {
            _requestsOver.Release();
        }
    }

    private void Hear<T>(Instrument instrument, T measurement, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state) =>
        Hear(instrument.Meter.Name, [instrument.Name, measurement, .. tags.ToArray()]);

    private void Hear(string source, params object?[] parts) => _statements.Enqueue((source, string.Join('\n', parts.Select(Say))));

    private static string? Say(object? value) => value switch
    {
        string text => text,
        IEnumerable items => string.Join(", ", items.Cast<object?>().Select(Say)),
        KeyValuePair<string, object?> pair => $"{pair.Key}={Say(pair.Value)}",
        _ => value?.ToString(),
    };

    private sealed class Logger(LeakDetector leakDetector, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => leakDetector._scopes.Push(state);

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            leakDetector.Hear(category, eventId, formatter(state, exception), state, exception);
            leakDetector._scopes.ForEachScope((scope, _) => leakDetector.Hear(SourceOf(scope), scope?.ToString(), scope), state);
        }

        // The framework also opens its own scopes around the logs of other code.
        private string SourceOf(object? scope) =>
            scope?.GetType().FullName is { } type && type.StartsWith("Microsoft.AspNetCore.", StringComparison.Ordinal) ? type : category;
    }
}
