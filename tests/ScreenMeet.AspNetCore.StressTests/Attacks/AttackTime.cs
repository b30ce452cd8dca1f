using System.Globalization;

namespace ScreenMeet.AspNetCore.StressTests.Attacks;

// Attacks are short where they run with all other tests. With STRESS_SECONDS in the environment, each takes that long.
internal static class AttackTime
{
    private static readonly string? s_seconds = Environment.GetEnvironmentVariable("STRESS_SECONDS");

    public static TimeSpan OrElse(int seconds) =>
        TimeSpan.FromSeconds(string.IsNullOrEmpty(s_seconds) ? seconds : double.Parse(s_seconds, CultureInfo.InvariantCulture));
}
