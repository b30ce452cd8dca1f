using System.Net;
using Microsoft.EntityFrameworkCore;
using ScreenMeet.InboxHarness;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Inbox.Tests.Existing;

public sealed class ExistingApplicationTests(PostgreSqlFixture postgreSql)
{
    // Traps 18, 19, 20, 21, 22 and 45.
    [Theory, EachDatabase]
    public async Task The_inbox_works_in_an_application_that_has_everything_at_once(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind, postgreSql, hasTables: false);
        var gate = new ReportHandler.Gate();
        await using var node = await ExistingApplication.StartAsync(database, gate);

        string[] paths = [InboxNode.Path, "/webhooks/minimal", "/webhooks/reports"];
        await Task.WhenAll(paths.SelectMany(path => Enumerable.Range(0, 4).Select(i => PostTwiceAsync(node, path, $"session {i}", 10 * i))));
        await PostTwiceAsync(node, "/webhooks/reports", "gate", 1000, count: 2);
        await node.WaitUntilHandledAsync();

        await AssertVisitsAsync(node);
        Assert.Equal(Expected([.. Numbers, 1001]), await ReadEffectsAsync(node));

        gate.IsOpen = true;
        var reports = node.Services.GetRequiredKeyedService<IScreenMeetInbox>("reports");
        var dead = Assert.Single(await reports.GetDeadEventsAsync(TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken));
        Assert.Equal((1000, "reports"), (Events.NumberOf(dead.Event), dead.WebhookName));
        Assert.True(await reports.RetryAsync(dead.Id, TestContext.Current.CancellationToken));
        await Poll.UntilAsync(async () => (await ReadEffectsAsync(node)).Contains(1000), "the dead event");
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal("False 0 Closed", await node.Client.GetStringAsync("leaks", TestContext.Current.CancellationToken));
        }
    }

    [Theory, EachDatabase]
    public async Task A_dead_event_is_retried_where_the_application_generates_all_ids(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind, postgreSql, hasTables: false);
        await using var node = await ExistingApplication.StartAsync(database, new());
        var inbox = node.Services.GetRequiredKeyedService<IScreenMeetInbox>("");

        // Without a number, the handler always fails.
        await node.AssertStoredAsync(Events.Delivery("""{"id":"HUiUti"}"""));
        await Poll.UntilAsync(async () => (await inbox.GetStatusAsync(TestContext.Current.CancellationToken)).Dead == 1, "the dead event");
        var dead = Assert.Single(await inbox.GetDeadEventsAsync(TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken));
        Assert.Equal(1, await inbox.RetryGroupAsync(dead.ErrorGroup, TestContext.Current.CancellationToken));
        await Poll.UntilAsync(async () => (await inbox.GetStatusAsync(TestContext.Current.CancellationToken)).Dead == 1, "the event to be dead again");
        Assert.True(await inbox.DiscardAsync(dead.Id, TestContext.Current.CancellationToken));
    }

    private static int[] Numbers => [.. Enumerable.Range(0, 40)];

    private static IEnumerable<int> Expected(IEnumerable<int> numbers) => numbers.Order();

    private static async Task PostTwiceAsync(InboxNode node, string path, string session, int first, int count = 10)
    {
        var responses = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ =>
            node.Client.SendAsync(Signed.Delivery(path, Events.Delivery(session, first, count)), TestContext.Current.CancellationToken)));
        Assert.All(responses, static response => Assert.Equal(HttpStatusCode.OK, response.StatusCode));
    }

    // Both webhooks of the context had the same events, so each visit is there twice, with one note and two audit entries each (the note
    // and the visit), and nothing of the inbox was audited.
    private static async Task AssertVisitsAsync(InboxNode node)
    {
        await using var scope = node.Services.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<ExistingDbContext>();
        var visits = await context.Visits.IgnoreQueryFilters().Include(static visit => visit.Notes).OrderBy(static visit => visit.Id).ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal(Numbers.SelectMany(static number => new[] { number, number }), visits.Select(static visit => visit.Number).Order());
        Assert.All(visits, static visit => Assert.Equal(visit.Number % 5 == 0 ? "ATTEMPT 2" : "ATTEMPT 1", Assert.Single(visit.Notes).Text));
        foreach (var session in visits.GroupBy(static visit => visit.Session))
        {
            var numbers = session.Select(static visit => visit.Number).ToArray();
            Assert.Equal(numbers.Distinct().Order(), numbers.Distinct());
        }

        var audited = await context.Set<AuditEntry>().IgnoreQueryFilters().GroupBy(static entry => entry.Entity)
            .Select(static group => new { group.Key, Count = group.Count() }).ToDictionaryAsync(static group => group.Key, static group => group.Count, TestContext.Current.CancellationToken);
        Assert.Equal(["VISIT", "VISITNOTE"], audited.Keys.Order());
        Assert.All(audited.Values, static count => Assert.Equal(80, count));
    }

    private static async Task<IEnumerable<int>> ReadEffectsAsync(InboxNode node)
    {
        await using var scope = node.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<ReportingDbContext>().Effects.Select(static effect => effect.Number).Order().ToListAsync(TestContext.Current.CancellationToken);
    }
}
