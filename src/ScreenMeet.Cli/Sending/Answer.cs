namespace ScreenMeet.Cli;

// What became of a request: a status with the beginning of its body, or the reason why there is none.
internal sealed record Answer(PlannedDelivery Planned, int? Status, TimeSpan Latency, string Body, int Attempts)
{
    public bool IsExpected => Status is { } status && Planned.IsExpected(status);

    public string Label => Status is { } status ? $"{status}" : "no answer";
}
