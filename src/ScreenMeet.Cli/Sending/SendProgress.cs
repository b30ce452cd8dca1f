namespace ScreenMeet.Cli;

internal sealed record SendProgress(int Total, int Done, TimeSpan Elapsed, IReadOnlyList<KeyValuePair<string, int>> Statuses)
{
    public double PerSecond => Elapsed > TimeSpan.Zero ? Done / Elapsed.TotalSeconds : 0;
}
