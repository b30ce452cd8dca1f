using System.Diagnostics;
using System.Globalization;

namespace ScreenMeet.AspNetCore.Inbox.Load;

// What is printed of many times.
internal static class Samples
{
    // The mean of the last minute, as uptime shows it.
    public static string LoadAverage => File.ReadAllText("/proc/loadavg").Split(' ')[0];

    public static double[] Latencies(HandledTimes times, long[] acknowledged, int first, int count) =>
        [.. Enumerable.Range(first, count).Select(number => Math.Max(0, Stopwatch.GetElapsedTime(acknowledged[number], times[number]).TotalMilliseconds)).Order()];

    public static double Percentile(double[] sorted, double percentile) => sorted[(int)Math.Min(sorted.Length - 1, sorted.Length * percentile / 100)];

    public static string Text(double value) => value.ToString(value < 10 ? "0.0" : "#,0", CultureInfo.InvariantCulture);
}
