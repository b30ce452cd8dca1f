using ScreenMeet.InboxHarness;

namespace ScreenMeet.AspNetCore.Inbox.Load;

// Each measurement runs, and finds what it measures.
public sealed class LoadTests
{
    [Theory, InlineData(LoadDatabase.Sqlite, "1"), InlineData(LoadDatabase.PostgreSql, "2")]
    public async Task Throughput_is_measured(string kind, string nodes)
    {
        Require(kind);
        var output = new StringWriter();

        await Throughput.RunAsync(new([kind, "--nodes", nodes, "--per-delivery", "5", "--warm-up", "20", "--events", "50", "--rounds", "2"]), output);

        Assert.Equal(2, Rows(output, kind).Length);
    }

    [Theory, InlineData(LoadDatabase.Sqlite), InlineData(LoadDatabase.PostgreSql)]
    public async Task Latency_is_measured(string kind)
    {
        Require(kind);
        var output = new StringWriter();

        await Latency.RunAsync(new([kind, "row", "--warm-up", "10", "--events", "20", "--rounds", "1"]), output);

        Assert.Single(Rows(output, kind));
    }

    // Every statement is found by its text, so a change of the text shows here.
    [Theory, InlineData(LoadDatabase.Sqlite), InlineData(LoadDatabase.PostgreSql)]
    public async Task Every_statement_of_claiming_is_measured(string kind)
    {
        Require(kind);
        var output = new StringWriter();

        await Claiming.RunAsync(new([kind, "--stored", "10000", "--events", "20"]), output);

        var cells = Assert.Single(Rows(output, "10,000")).Split('|', StringSplitOptions.TrimEntries)[1..^1];
        foreach (var (statement, cell) in Statement.All.Zip(cells[2..]))
        {
            Assert.True(cell.Length > 0 || (kind == LoadDatabase.Sqlite && statement.Name == "lock"), $"{statement.Name} was not measured. {output}");
        }

        Assert.All(Statement.All.Where(static statement => statement.ShowPlan), statement => Assert.Contains($"\n{statement.Name}:", output.ToString(), StringComparison.Ordinal));
    }

    private static string[] Rows(StringWriter output, string first) =>
        [.. output.ToString().Split('\n').Where(line => line.StartsWith($"| {first} |", StringComparison.Ordinal))];

    private static void Require(string kind) => Assert.SkipUnless(kind == LoadDatabase.Sqlite || PostgreSqlServer.Bin is not null, "This needs PostgreSQL.");
}
