using System.Collections.Concurrent;

namespace ScreenMeet.AspNetCore.Tests.Telemetry;

// Keeps what is logged, also after the application is disposed. It can throw instead of keeping a line.
internal sealed class RecordingLog(LogLevel minimum = LogLevel.Information, Func<EventId, bool>? throws = null) : ILoggerProvider, ILogger
{
    private static readonly AsyncLocal<string?> s_flow = new();

    private readonly ConcurrentQueue<Line> _lines = [];
    private int _thrown;

    public IReadOnlyList<Line> Lines => [.. _lines];

    public int Thrown => Volatile.Read(ref _thrown);

    // What flows with a request, such as its activity.
    public static string? Flow
    {
        get => s_flow.Value;
        set => s_flow.Value = value;
    }

    public IReadOnlyList<Line> Named(string name) => [.. _lines.Where(line => line.Name == name)];

    // How many requests the lines stand for.
    public long RefusedIn(string? reason = null) =>
        Lines.Where(line => line.Name is "DeliveryRefused" or "FurtherRefusals" && (reason is null || line["Reason"] == reason)).Sum(line => line.Name == "DeliveryRefused" ? 1 : line.Count);

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= minimum;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (throws?.Invoke(eventId) == true)
        {
            Interlocked.Increment(ref _thrown);
            throw new InvalidOperationException("The disk is full.");
        }

        _lines.Enqueue(new(logLevel, eventId.Name, formatter(state, exception), (state as IReadOnlyList<KeyValuePair<string, object?>>) ?? [], exception, Flow));
    }

    public void Dispose()
    {
    }

    internal sealed record Line(LogLevel Level, string? Name, string Message, IReadOnlyList<KeyValuePair<string, object?>> State, Exception? Exception, string? Flow)
    {
        public string? this[string name] => State.FirstOrDefault(pair => pair.Key == name).Value?.ToString();

        public long Count => State.FirstOrDefault(pair => pair.Key == "Count").Value as long? ?? 0;
    }
}
