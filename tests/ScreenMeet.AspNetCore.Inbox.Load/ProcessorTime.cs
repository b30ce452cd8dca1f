using System.Globalization;
using Npgsql;

namespace ScreenMeet.AspNetCore.Inbox.Load;

// The processor time of processes, from /proc.
internal static class ProcessorTime
{
    private const int TicksPerSecond = 100;

    // That of a process alone.
    public static TimeSpan Of(int processId) => Read(processId) is { } stat ? stat.Own : TimeSpan.Zero;

    // That of a PostgreSQL server: of its first process, of the others, which are its children, and of those that have ended.
    public static TimeSpan OfServer(int firstProcessId)
    {
        var first = Read(firstProcessId)!;
        return first.Own + first.OfEndedChildren + Directory.GetDirectories("/proc")
            .Select(static directory => int.TryParse(Path.GetFileName(directory), CultureInfo.InvariantCulture, out var id) ? Read(id) : null)
            .Where(stat => stat?.Parent == firstProcessId)
            .Aggregate(TimeSpan.Zero, static (sum, stat) => sum + stat!.Own);
    }

    public static async Task<int> FindServerAsync(string connectionString)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync();
        return Read(connection.ProcessID)!.Parent;
    }

    private static Stat? Read(int processId)
    {
        try
        {
            // The second field is the name in parentheses, which may contain blanks.
            var text = File.ReadAllText($"/proc/{processId}/stat");
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return new(int.Parse(fields[1], CultureInfo.InvariantCulture), Time(fields[11]) + Time(fields[12]), Time(fields[13]) + Time(fields[14]));
        }
        catch (IOException)
        {
            // It has ended.
            return null;
        }

        static TimeSpan Time(string ticks) => TimeSpan.FromSeconds(double.Parse(ticks, CultureInfo.InvariantCulture) / TicksPerSecond);
    }

    private sealed record Stat(int Parent, TimeSpan Own, TimeSpan OfEndedChildren);
}
