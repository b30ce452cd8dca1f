using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Inbox.Tests;

public static class Wait
{
    // Waits until every event has been handled or is dead, and some number of events is dead.
    public static Task UntilHandledAsync(InboxNode node, int dead = 0) => Poll.UntilAsync(
        async () => await node.Inbox.GetStatusAsync(TestContext.Current.CancellationToken) is { Pending: 0, Retrying: 0 } status && status.Dead == dead,
        "the events to be handled",
        () => LogsOf(node));

    public static Task UntilLoggedAsync(InboxNode node, string text) =>
        Poll.UntilAsync(() => node.Logs.Any(log => log.Message.Contains(text, StringComparison.Ordinal)), $"the log line '{text}'", () => LogsOf(node));

    private static string LogsOf(InboxNode node) => string.Join('\n', node.Logs.TakeLast(20).Select(static log => $"{log.Message} {TextOf(log.Exception)}"));

    // An exception of a test can throw when it is asked for its message.
    private static string? TextOf(Exception? exception)
    {
        try
        {
            return exception is null ? null : $"{exception.GetType()}: {exception.Message}";
        }
        catch (InvalidOperationException)
        {
            return exception!.GetType().ToString();
        }
    }
}
