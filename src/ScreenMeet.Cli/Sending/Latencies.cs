namespace ScreenMeet.Cli;

// In milliseconds, from the request to the end of the answer.
internal sealed record Latencies(double P50, double P90, double P99, double Max)
{
    public static Latencies? Of(IReadOnlyCollection<double> latencies)
    {
        if (latencies.Count == 0)
        {
            return null;
        }

        var sorted = latencies.Order().ToArray();
        return new(At(0.5), At(0.9), At(0.99), sorted[^1]);

        // The nearest rank: a latency that was measured, not one in between.
        double At(double share) => sorted[Math.Max((int)Math.Ceiling(share * sorted.Length) - 1, 0)];
    }
}
