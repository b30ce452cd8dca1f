using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging.Testing;

namespace ScreenMeet.AspNetCore.Tests.Telemetry.Scenarios;

// All that an operator has to find the cause with.
internal sealed record Evidence(HealthReportEntry Health, IReadOnlyList<FakeLogRecord> Log)
{
    public bool HealthSays(HealthStatus status, string? text) =>
        Health.Status == status && (text is null ? Health.Description is null : Health.Description?.Contains(text, StringComparison.Ordinal) == true);

    public bool LogSays(string eventName, string text = "") =>
        Log.Any(line => line.Id.Name == eventName && line.Message.Contains(text, StringComparison.Ordinal));

    public long Count(string name) => Health.Data.TryGetValue(name, out var count) ? (long)count : 0;

    public override string ToString() =>
        $"{Health.Status}: {Health.Description}\n{string.Join('\n', Health.Data.Select(pair => $"{pair.Key} = {pair.Value}"))}\n{string.Join('\n', Log.Where(line => line.Level >= LogLevel.Information).Select(line => $"{line.Level} {line.Id.Name}: {line.Message}"))}";
}
