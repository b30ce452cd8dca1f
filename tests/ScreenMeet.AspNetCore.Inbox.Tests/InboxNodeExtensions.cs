using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Inbox.Tests;

public static class InboxNodeExtensions
{
    // Waits until no event is pending or retrying and, if the test says how many, that number is dead. A busy machine may need long for many
    // events, but not for the next one.
    public static async Task WaitUntilHandledAsync(this InboxNode node, int? dead = null)
    {
        for (var left = int.MaxValue; left > 0;)
        {
            var before = left;
            await Poll.UntilAsync(async () => (left = await CountAsync()) < before, "a further event to be handled", node.LogText);
        }

        if (dead is not null)
        {
            await Poll.UntilAsync(
                async () => await node.Inbox.GetStatusAsync(TestContext.Current.CancellationToken) is { Pending: 0, Retrying: 0 } status && status.Dead == dead,
                $"{dead} dead events",
                node.LogText);
        }

        async Task<int> CountAsync()
        {
            var status = await node.Inbox.GetStatusAsync(TestContext.Current.CancellationToken);
            return status.Pending + status.Retrying;
        }
    }

    public static Task WaitUntilLoggedAsync(this InboxNode node, string text) =>
        Poll.UntilAsync(() => node.Logs.Any(log => log.Message.Contains(text, StringComparison.Ordinal)), $"the log line '{text}'", node.LogText);

    public static async Task<List<ScreenMeetDeadEvent>> ReadDeadAsync(this InboxNode node) =>
        await node.Inbox.GetDeadEventsAsync(TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);

    public static string LogText(this InboxNode node) => string.Join('\n', node.Logs.Select(static log => $"{log.Timestamp:O} {log.Message} {TextOf(log.Exception)}"));

    // The messages of one kind of line.
    public static List<string> LinesOf(this InboxNode node, string eventName) =>
        [.. node.Logs.Where(log => log.Id.Name == eventName).Select(static log => log.Message)];

    // An exception of a test can throw while it is written as text.
    private static string? TextOf(Exception? exception)
    {
        try
        {
            return exception?.ToString();
        }
        catch (InvalidOperationException)
        {
            return exception!.GetType().ToString();
        }
    }
}
