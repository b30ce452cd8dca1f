namespace ScreenMeet.AspNetCore.Fuzzing;

// Level, event and reason of what was logged.
internal sealed class LogRecorder : ILoggerProvider, ILogger
{
    public List<string> Records { get; } = [];

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var reason = (state as IEnumerable<KeyValuePair<string, object?>>)?.FirstOrDefault(value => value.Key == "Reason").Value;
        Records.Add($"{logLevel} {eventId.Name} {reason}{exception}".TrimEnd());
    }

    public void Dispose()
    {
    }
}
