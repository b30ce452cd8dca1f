using System.Diagnostics;

namespace ScreenMeet.AspNetCore.Inbox.ChaosTests;

internal sealed record HandlerRun(int Process, string Session, int Number, int Attempt, long Begin)
{
    // Null if it did not end, or its process was killed.
    public long? End { get; set; }

    public bool HasSucceeded { get; set; }

    public TimeSpan? Duration => End is { } end ? Stopwatch.GetElapsedTime(Begin, end) : null;

    public bool Overlaps(long begin, long end) => Begin < end && (End ?? long.MaxValue) > begin;
}
