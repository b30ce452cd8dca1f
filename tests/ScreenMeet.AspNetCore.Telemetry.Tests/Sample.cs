namespace ScreenMeet.AspNetCore.Telemetry.Tests;

// One line of a scrape.
public sealed record Sample(string Name, IReadOnlyDictionary<string, string> Labels, double Value);
