using System.Diagnostics;
using System.Globalization;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.StressTests;

// What a receiver holds: managed, after a full collection; resident, now and at its peak.
internal sealed record ProcessMemory(long Managed, long Resident, long Peak)
{
    public static async Task<ProcessMemory> OfAsync(RunningSample receiver)
    {
        using var client = new HttpClient { BaseAddress = receiver.Address };
        var managed = await client.GetStringAsync("/memory", TestContext.Current.CancellationToken);
        return new(long.Parse(managed, CultureInfo.InvariantCulture), Read(receiver.Process, "VmRSS:"), PeakOf(receiver.Process));
    }

    public static long PeakOf(Process process) => Read(process, "VmHWM:");

    private static long Read(Process process, string name)
    {
        var line = File.ReadLines($"/proc/{process.Id}/status").Single(line => line.StartsWith(name, StringComparison.Ordinal));
        return 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture);
    }
}
