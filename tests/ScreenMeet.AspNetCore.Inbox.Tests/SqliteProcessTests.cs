using ScreenMeet.InboxHarness;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Inbox.Tests;

public sealed class SqliteProcessTests(PostgreSqlFixture postgreSql)
{
    // Trap 44.
    [Fact]
    public async Task Two_processes_on_one_file_both_receive_and_one_dispatches_until_it_is_killed()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite, postgreSql);
        var journal = Directory.CreateDirectory(Path.Combine(Path.GetDirectoryName(database.FilePath)!, "journal"));
        await using var first = await NodeProcess.StartAsync(database, journal);
        await first.WaitForLineAsync("this node handles up to");
        await using var second = await NodeProcess.StartAsync(database, journal);
        await second.WaitForLineAsync("This one receives, and takes over when that one ends.");

        await Task.WhenAll(
            Task.Run(async () =>
            {
                for (var number = 0; number < 10; number++)
                {
                    await first.AssertStoredAsync(Events.Delivery(Events.One("first", number, "normal")));
                }
            }, TestContext.Current.CancellationToken),
            Task.Run(async () =>
            {
                for (var number = 0; number < 10; number++)
                {
                    await second.AssertStoredAsync(Events.Delivery(Events.One("second", number, "normal")));
                }
            }, TestContext.Current.CancellationToken));
        await WaitForEffectsAsync(database, 20);
        Assert.Equal([first.Id], ProcessesThatHandled(journal));

        // Handlers run when the process is killed, and the lock passes on.
        await first.AssertStoredAsync(Events.Delivery(Enumerable.Range(0, 20).Select(static number => Events.One(Events.Name(number % 4), number, "slow"))));
        await first.KillAsync();
        await second.WaitForLineAsync("this node handles up to");
        await second.AssertStoredAsync(Events.Delivery(Events.One("second", 10, "normal")));
        await WaitForEffectsAsync(database, 41);

        var effects = await database.ReadEffectsAsync();
        Assert.All(effects.GroupBy(static effect => effect.Session), static session =>
        {
            var numbers = session.Select(static effect => effect.Number).ToList();
            Assert.Equal(numbers.Order().Distinct(), numbers);
        });
        Assert.Equal(new[] { first.Id, second.Id }.Order(), ProcessesThatHandled(journal).Order());
    }

    // Trap 44: in one process, as when a host is built again.
    [Fact]
    public async Task An_application_that_stops_passes_the_lock_on()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite, postgreSql);
        await using var first = await InboxNode.StartAsync(database);
        await first.WaitUntilLoggedAsync("this node handles up to");
        await using var second = await InboxNode.StartAsync(database);
        await second.WaitUntilLoggedAsync("takes over when that one ends");
        await second.AssertStoredAsync(Events.Delivery("HUiUti", 0, 1));
        await second.WaitUntilHandledAsync(dead: 0);
        await first.StopAsync(TestContext.Current.CancellationToken);
        await first.DisposeAsync();
        await second.WaitUntilLoggedAsync("this node handles up to");
        await second.AssertStoredAsync(Events.Delivery("HUiUti", 1, 1));
        await second.WaitUntilHandledAsync(dead: 0);

        Assert.Equal([0, 1], (await database.ReadEffectsAsync()).Select(static effect => effect.Number));
    }

    // Trap 42. A share cannot be mounted in a test, so this is only that local disks are not taken for one.
    [Fact]
    public async Task A_file_on_a_local_disk_is_not_warned_about()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite, postgreSql);
        await using var node = await InboxNode.StartAsync(database);
        Assert.DoesNotContain(node.Logs, static log => log.Message.Contains("network share", StringComparison.Ordinal));
    }

    private static Task WaitForEffectsAsync(TestDatabase database, int count) =>
        Poll.UntilAsync(async () => (await database.ReadEffectsAsync()).Count == count, $"{count} effects");

    // Each process has a journal, which is named after its id.
    private static IEnumerable<int> ProcessesThatHandled(DirectoryInfo journal) =>
        journal.GetFiles().Where(static file => file.Length > 0).Select(static file => int.Parse(file.Name, System.Globalization.CultureInfo.InvariantCulture));
}
