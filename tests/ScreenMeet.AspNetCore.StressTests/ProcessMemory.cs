using System.Globalization;
using ScreenMeet.AspNetCore.Tests.Harness;

namespace ScreenMeet.AspNetCore.StressTests;

// What a receiver holds: managed, after a full collection; resident, now and at its peak.
internal sealed record ProcessMemory(long Managed, long Resident, long Peak)
{
    public static async Task<ProcessMemory> OfAsync(RunningSample receiver)
    {
        using var client = new HttpClient { BaseAddress = receiver.Address };
        var managed = await client.GetStringAsync("/memory", TestContext.Current.CancellationToken);
        var lines = await File.ReadAllLinesAsync($"/proc/{receiver.Process.Id}/status", TestContext.Current.CancellationToken);
        return new(long.Parse(managed, CultureInfo.InvariantCulture), Read("VmRSS:"), Read("VmHWM:"));

        long Read(string name) =>
            1024 * long.Parse(lines.Single(line => line.StartsWith(name, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture);
    }
}
