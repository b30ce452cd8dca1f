using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Inbox.Tests;

public static class InboxNodeExtensions
{
    // Waits until no event is pending or retrying.
    public static Task WaitUntilHandledAsync(this InboxNode node) => Poll.UntilAsync(
        async () => await node.Inbox.GetStatusAsync(TestContext.Current.CancellationToken) is { Pending: 0, Retrying: 0 }, "the events to be handled", node.LogText);

    public static async Task<List<ScreenMeetDeadEvent>> ReadDeadAsync(this InboxNode node) =>
        await node.Inbox.GetDeadEventsAsync(TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);

    public static string LogText(this InboxNode node) => string.Join('\n', node.Logs.Select(static log => $"{log.Timestamp:O} {log.Message} {log.Exception}"));

    // The messages of one kind of line.
    public static List<string> LinesOf(this InboxNode node, string eventName) =>
        [.. node.Logs.Where(log => log.Id.Name == eventName).Select(static log => log.Message)];
}
