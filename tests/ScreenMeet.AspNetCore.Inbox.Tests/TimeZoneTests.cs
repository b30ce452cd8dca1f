using ScreenMeet.InboxHarness;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Inbox.Tests;

public sealed class TimeZoneTests(PostgreSqlFixture postgreSql)
{
    // Trap 46.
    [Theory, EachDatabase]
    public async Task Nodes_in_other_time_zones_store_UTC_and_retry_in_time(DatabaseKind kind)
    {
        var from = DateTimeOffset.UtcNow.AddMinutes(-1);
        await using var database = await TestDatabase.CreateAsync(kind, postgreSql);
        var journal = Directory.CreateTempSubdirectory("screenmeet-inbox-");
        try
        {
            string[] options = ["--Inbox:MaxAttempts", "2", "--Inbox:MinRetryDelay", "00:00:00.2"];
            await using var tokyo = await NodeProcess.StartAsync(database, journal, "Asia/Tokyo", options);
            await using var newYork = await NodeProcess.StartAsync(database, journal, "America/New_York", options);
            await Task.WhenAll(new[] { tokyo, newYork }.Select(static (node, i) => node.AssertStoredAsync(
                Events.Delivery([Events.One($"s{i}", 0, "fails-once"), Events.One($"s{i}", 1, "poison"), Events.One($"s{i}", 2, "normal")]))));
            await Poll.UntilAsync(async () => await database.CountAsync<ScreenMeetInboxDeadEvent>() == 2 && await database.CountAsync<ScreenMeetInboxEvent>() == 0, "the events");

            // One is due only in a while, so that its time stays in the table.
            await using var node = await InboxNode.StartAsync(database, static (_, _, _, _) => throw new InvalidOperationException(), static options => options.MinRetryDelay = TimeSpan.FromSeconds(100));
            await tokyo.KillAsync();
            await newYork.KillAsync();
            await node.WaitUntilLoggedAsync("this node handles up to");
            await node.AssertStoredAsync(Events.Delivery("late", 0, 1));
            await node.WaitUntilLoggedAsync("attempt 1 of 10");
        }
        finally
        {
            journal.Delete(recursive: true);
        }

        await using var context = database.CreateContext();
        var until = DateTimeOffset.UtcNow.AddMinutes(1);
        var dead = context.Set<ScreenMeetInboxDeadEvent>().ToList();
        var late = Assert.Single(context.Set<ScreenMeetInboxEvent>());
        IEnumerable<DateTimeOffset> times = [
            .. dead.SelectMany(static dead => new[] { dead.ReceivedAt, dead.StoredAt, dead.LastAttemptAt }),
            .. context.Set<ScreenMeetInboxKey>().Select(static key => key.StoredAt).ToList(),
            late.ReceivedAt, late.StoredAt];
        Assert.All(times, time => Assert.InRange(time, from, until));
        Assert.InRange(late.DueAt!.Value, from.AddSeconds(100), until.AddSeconds(120));
        if (database.IsSqlite)
        {
            // SQLite compares them as text.
            await using var connection = database.CreateConnection();
            await connection.OpenAsync(TestContext.Current.CancellationToken);
            await using var command = connection.CreateCommand();
            command.CommandText = """
                SELECT count(*) FROM (SELECT "ReceivedAt" AS t FROM "ScreenMeetInboxDeadEvent" UNION ALL SELECT "StoredAt" FROM "ScreenMeetInboxDeadEvent"
                  UNION ALL SELECT "LastAttemptAt" FROM "ScreenMeetInboxDeadEvent" UNION ALL SELECT "StoredAt" FROM "ScreenMeetInboxKey"
                  UNION ALL SELECT "ReceivedAt" FROM "ScreenMeetInboxEvent" UNION ALL SELECT "DueAt" FROM "ScreenMeetInboxEvent") WHERE t NOT LIKE '%+00:00'
                """;
            Assert.Equal(0L, await command.ExecuteScalarAsync(TestContext.Current.CancellationToken));
        }
    }
}
