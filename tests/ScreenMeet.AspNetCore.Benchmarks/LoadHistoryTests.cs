using System.Globalization;

namespace ScreenMeet.AspNetCore.Benchmarks;

public sealed class LoadHistoryTests
{
    [Fact]
    public void A_line_has_the_day_the_version_the_case_and_its_ratios()
    {
        var result = new LoadResult("four", 10, "minimal")
        {
            Requests = 1.564,
            Cpu = 0.625,
            CpuMicroseconds = 93.5,
            Allocation = 0.3,
            AllocatedBytes = 21_300,
            Collections = 0,
        };

        Assert.Equal("2026-11-30,1.0.0,four,10,minimal,1.56,0.63,0.30", LoadHistory.ToLine(new(2026, 11, 30), "1.0.0", result));
    }

    [Fact]
    public void Each_line_of_the_history_can_be_read()
    {
        var lines = File.ReadAllLines(LoadHistory.FilePath);

        Assert.Equal(LoadHistory.Header, lines[0]);
        Assert.NotEmpty(lines[1..]);
        Assert.All(lines[1..], static line =>
        {
            var cells = line.Split(',');
            Assert.Equal(8, cells.Length);
            Assert.True(DateOnly.TryParseExact(cells[0], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _), line);
            Assert.Contains(cells[2], new[] { "four", "all" });
            Assert.Contains(int.Parse(cells[3], CultureInfo.InvariantCulture), Deliveries.EventCounts);
            Assert.Contains(cells[4], Contender.All);
            Assert.All(cells[5..], static ratio => Assert.InRange(double.Parse(ratio, CultureInfo.InvariantCulture), 0.05, 20));
        });
    }
}
