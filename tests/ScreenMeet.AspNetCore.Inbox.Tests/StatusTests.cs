using ScreenMeet.InboxHarness;

namespace ScreenMeet.AspNetCore.Inbox.Tests;

public sealed class StatusTests(PostgreSqlFixture postgreSql)
{
    [Theory, EachDatabase]
    public async Task At_most_10000_events_are_read_to_count_them(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind, postgreSql);
        await using (var context = database.CreateContext())
        {
            context.AddRange(Enumerable.Range(0, 12_000).Select(static i => new ScreenMeetInboxEvent
            {
                Session = i,
                Json = "{}"u8.ToArray(),
                DeliveryFingerprint = new byte[32],
                ReceivedAt = DateTimeOffset.UtcNow,
                StoredAt = DateTimeOffset.UtcNow,
                Attempts = i % 2,
            }));
            await context.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        await using var node = await InboxNode.StartAsync(database, options: static options => options.MaxConcurrency = 0);
        var status = await node.Inbox.GetStatusAsync(TestContext.Current.CancellationToken);

        Assert.Equal(10_000, status.Pending + status.Retrying);
        Assert.NotEqual(0, status.Pending);
    }
}
