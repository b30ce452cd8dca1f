using System.Globalization;
using System.Reflection;

namespace ScreenMeet.AspNetCore.Benchmarks;

// history.csv, in the folder of the project, has the ratios of each version that was recorded. Ratios of different days can be compared,
// and times cannot.
internal static class LoadHistory
{
    public const string Header = "date,version,handler,events,contender,requests,cpu,allocation";

    public static string FilePath { get; } = Path.GetFullPath("../../../history.csv", AppContext.BaseDirectory);

    public static void Add(IEnumerable<LoadResult> results)
    {
        var version = typeof(ScreenMeetDelivery).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
        var lines = results.Where(static result => result.Contender != Contender.Floor).Select(result => ToLine(DateTime.UtcNow, version, result));
        File.AppendAllLines(FilePath, File.Exists(FilePath) ? lines : lines.Prepend(Header));
    }

    public static string ToLine(DateTime day, string version, LoadResult result) => string.Create(
        CultureInfo.InvariantCulture,
        $"{day:yyyy-MM-dd},{version},{result.Handler},{result.EventCount},{result.Contender},{result.Requests:0.00},{result.Cpu:0.00},{result.Allocation:0.00}");
}
