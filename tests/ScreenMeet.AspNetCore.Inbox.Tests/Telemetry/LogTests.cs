using Microsoft.Extensions.Logging.Testing;
using ScreenMeet.InboxHarness;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Inbox.Tests.Telemetry;

public sealed class LogTests(PostgreSqlFixture postgreSql)
{
    [Theory, EachDatabase]
    public async Task A_retried_attempt_is_one_warning_and_a_dead_event_one_error(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind, postgreSql);
        await using var node = await InboxNode.StartAsync(
            database,
            static (_, _, _, _) => throw new InvalidOperationException("This event always fails."),
            static options => (options.MaxAttempts, options.MinRetryDelay) = (3, TimeSpan.FromMilliseconds(20)));

        await node.AssertStoredAsync(Events.Delivery("HUiUti", 1, 1));
        await Poll.UntilAsync(() => Lines(node, 103).Length == 1, "the dead event");

        Assert.Equal([(LogLevel.Warning, "InboxRetried"), (LogLevel.Warning, "InboxRetried")], Lines(node, 102).Select(static line => (line.Level, line.Id.Name)));
        Assert.Equal((LogLevel.Error, "InboxDead"), (Lines(node, 103)[0].Level, Lines(node, 103)[0].Id.Name));
        Assert.All([.. Lines(node, 102), .. Lines(node, 103)], static line => Assert.IsType<InvalidOperationException>(line.Exception));
        Assert.Equal(3, node.Logs.Count(static line => line.Level >= LogLevel.Warning));
    }

    [Theory, EachDatabase]
    public async Task What_works_is_logged_for_debugging_only_except_the_start(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind, postgreSql);
        await using var node = await InboxNode.StartAsync(database);

        await node.AssertStoredAsync(Events.Delivery("HUiUti", 1, 2));
        await Poll.UntilAsync(() => Lines(node, 101).Length == 2, "the handled events");

        Assert.Equal(LogLevel.Debug, Assert.Single(Lines(node, 100)).Level);
        Assert.All(Lines(node, 101), static line => Assert.Equal(LogLevel.Debug, line.Level));
        Assert.Equal(LogLevel.Information, Assert.Single(Lines(node, 108)).Level);
        Assert.DoesNotContain(node.Logs, static line => line.Level >= LogLevel.Warning);
    }

    [Theory, EachDatabase]
    public async Task A_database_that_is_not_there_is_one_error_until_it_is_available_again(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind, postgreSql, hasTables: false);
        await using (var context = database.CreateContext())
        {
            await context.Database.EnsureDeletedAsync(TestContext.Current.CancellationToken);
        }

        // SQLite creates a file that is missing, but not in this mode.
        await using var node = await InboxNode.StartAsync(database, extra: database.IsSqlite ? ";Mode=ReadWrite" : "");
        await Poll.UntilAsync(() => Lines(node, 104).Length == 1, "the line about the database");
        Assert.Equal(LogLevel.Error, Lines(node, 104)[0].Level);
        Assert.Equal(System.Net.HttpStatusCode.ServiceUnavailable, await node.PostAsync(Events.Delivery("HUiUti", 1, 1)));

        await database.CreateTablesAsync();
        await Poll.UntilAsync(() => Lines(node, 105).Length == 1, "the database to be available");
        Assert.Equal(LogLevel.Information, Lines(node, 105)[0].Level);
        await node.AssertStoredAsync(Events.Delivery("HUiUti", 1, 1));
    }

    [Theory, EachDatabase]
    public async Task Nothing_of_a_delivery_is_in_a_line_of_the_log(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind, postgreSql);
        await using var node = await InboxNode.StartAsync(
            database,
            static (context, e, eventContext, cancellationToken) => Events.NumberOf(e) == 1
                ? throw new InvalidOperationException("This event always fails.")
                : HandlerScripts.SaveEffect(context, e, eventContext, cancellationToken),
            static options => (options.MaxAttempts, options.MinRetryDelay) = (2, TimeSpan.FromMilliseconds(20)));
        var body = Events.Delivery(
            """{"type":"marker-type","id":"marker-session","seconds":1,"message":"marker-message","createdByAgentSession":{"id":"marker-token"}}""",
            Events.One("marker-session", 2, "marker-type"));

        await node.AssertStoredAsync(body);
        await node.AssertStoredAsync(body);
        await Poll.UntilAsync(() => Lines(node, 101).Length == 1 && Lines(node, 103).Length == 1, "the events");

        Assert.All(node.Logs, static line => Assert.DoesNotContain("marker", $"{line.Message} {line.Exception} {string.Join(' ', line.StructuredState ?? [])}", StringComparison.Ordinal));
        var fingerprints = Webhooks.ScreenMeetEventParser.Parse(body).Select(static e => e.Fingerprint);
        Assert.All(node.Logs, line => Assert.DoesNotContain(fingerprints, fingerprint => line.Message.Contains(fingerprint, StringComparison.OrdinalIgnoreCase)));
    }

    private static FakeLogRecord[] Lines(InboxNode node, int id) =>
        [.. node.Logs.Where(line => line.Id.Id == id && line.Category!.StartsWith("ScreenMeet.AspNetCore", StringComparison.Ordinal))];
}
