namespace ScreenMeet.AspNetCore.Telemetry.Tests.Scenarios;

// Something that keeps deliveries from being handled, and how it shows.
internal sealed class Scenario
{
    // What breaks in the application. Default: nothing.
    public Action<ScenarioApplication> Break { get; init; } = static _ => { };

    // What arrives from then on, once a turn.
    public required Func<HttpRequestMessage[]> Requests { get; init; }

    public int Turns { get; init; } = 30;

    // The result of every request that arrives, or of every forged one.
    public required string Result { get; init; }

    // The only alert that fires.
    public required string Alert { get; init; }

    // Words of the alert's message that say what to do.
    public required string Remedy { get; init; }
}
