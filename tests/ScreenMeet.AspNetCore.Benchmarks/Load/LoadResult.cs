using System.Globalization;

namespace ScreenMeet.AspNetCore.Benchmarks;

// Medians of one contender's rounds. Requests, Cpu and Allocation are ratios to the floor.
internal sealed record LoadResult(string Handler, int EventCount, string Contender)
{
    public required double Requests { get; init; }

    public required double Cpu { get; init; }

    public required double CpuMicroseconds { get; init; }

    public required double Allocation { get; init; }

    public required double AllocatedBytes { get; init; }

    public required double Collections { get; init; }

    public string ToRow() => string.Create(
        CultureInfo.InvariantCulture,
        $"| {EventCount} | {Contender} | {Requests:0.00} | {CpuMicroseconds:0.0} | {Cpu:0.00} | {AllocatedBytes / 1000:0.0} | {Allocation:0.00} | {Collections * 1000:0.0} |");
}
