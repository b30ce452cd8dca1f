namespace ScreenMeet.Cli;

internal sealed record SendResult(
    int Total,
    int Expected,
    int Unexpected,
    int Unanswered,
    int Retries,
    TimeSpan Elapsed,
    IReadOnlyDictionary<string, int> Statuses,
    Latencies? Latencies,
    IReadOnlyList<Answer> UnexpectedAnswers)
{
    public int Done => Expected + Unexpected + Unanswered;

    public int ExitCode => Unexpected > 0 ? ExitCodes.NotAsExpected : Unanswered > 0 ? ExitCodes.NoConnection : ExitCodes.AsExpected;
}
