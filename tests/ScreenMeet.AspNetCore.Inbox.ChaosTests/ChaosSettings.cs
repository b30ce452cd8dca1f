using System.Globalization;

namespace ScreenMeet.AspNetCore.Inbox.ChaosTests;

// CHAOS_SECONDS is how long events are sent and nodes are ended, 30 if it is not set. CHAOS_SEED repeats the choices of a run, though not
// their moments.
internal static class ChaosSettings
{
    private const int MaxSeconds = 300;

    public static TimeSpan Duration { get; } = TimeSpan.FromSeconds(Math.Clamp(Read("CHAOS_SECONDS") ?? 30, 1, MaxSeconds));

    public static int Seed { get; } = Read("CHAOS_SEED") ?? Random.Shared.Next(1_000_000);

    private static int? Read(string name) => int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : null;
}
