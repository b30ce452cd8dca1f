using Microsoft.Extensions.Logging;

namespace ScreenMeet.AspNetCore;

// All log lines of the inbox, in the order of their ids, which are never reused for another line. The inbox uses the ids 100 to 199. They
// contain nothing from a delivery. The exceptions are those of handlers and of the database.
internal static partial class Log
{
    [LoggerMessage(100, LogLevel.Debug, "{Webhook}: stored {New} of {Count} events. The others were known.", EventName = "InboxStored")]
    public static partial void Stored(ILogger logger, string webhook, int @new, int count);

    [LoggerMessage(101, LogLevel.Debug, "{Webhook}: handled the event {Id} at attempt {Attempt}.", EventName = "InboxHandled")]
    public static partial void Handled(ILogger logger, string webhook, long id, int attempt);

    [LoggerMessage(102, LogLevel.Warning, "{Webhook}: attempt {Attempt} of {MaxAttempts} to handle the event {Id} failed. The next one is in {Delay}. {Explanation}", EventName = "InboxRetried")]
    public static partial void Retried(ILogger logger, Exception? exception, string webhook, int attempt, int maxAttempts, long id, TimeSpan delay, string? explanation);

    [LoggerMessage(103, LogLevel.Error, "{Webhook}: the event {Id} is dead after {Attempts} attempts. IScreenMeetInbox.RetryAsync makes it due again. {Explanation}", EventName = "InboxDead")]
    public static partial void Dead(ILogger logger, Exception? exception, string webhook, long id, int attempts, string? explanation);

    [LoggerMessage(104, LogLevel.Error, "The database of the inbox ({Context}) is unavailable, so deliveries are answered with 503 and no event is handled. It is tried again every second. Further failures are not logged for 10 seconds.", EventName = "InboxDatabaseUnavailable")]
    public static partial void DatabaseUnavailable(ILogger logger, Type context, Exception exception);

    [LoggerMessage(105, LogLevel.Information, "The database of the inbox ({Context}) is available again.", EventName = "InboxDatabaseAvailable")]
    public static partial void DatabaseAvailable(ILogger logger, Type context);

    [LoggerMessage(106, LogLevel.Error, "The database does not have the tables of the inbox ({Context}), so deliveries are answered with 503 and no event is handled. Add a migration (dotnet ef migrations add Inbox) and apply it. The application need not be restarted.", EventName = "InboxTablesMissing")]
    public static partial void TablesMissing(ILogger logger, Type context);

    [LoggerMessage(107, LogLevel.Warning, "{Webhook}: a delivery could not be stored because of {Exception}, so it was not accepted.", EventName = "InboxNotStored")]
    public static partial void NotStored(ILogger logger, string webhook, Type exception);

    [LoggerMessage(108, LogLevel.Information, "{Webhook}: this node handles up to {Concurrency} sessions of the inbox at once.", EventName = "InboxStarted")]
    public static partial void Started(ILogger logger, string webhook, int concurrency);

    [LoggerMessage(109, LogLevel.Warning, "The inbox would handle {Wanted} sessions at once and needs 2 more database connections, but the pool of {Context} has only {PoolSize}. It handles {Concurrency}. Set Maximum Pool Size in the connection string to at least {Needed}, or lower MaxConcurrency.", EventName = "InboxPoolSmall")]
    public static partial void PoolSmall(ILogger logger, int wanted, Type context, int poolSize, int concurrency, int needed);

    [LoggerMessage(110, LogLevel.Warning, "The SQLite database of {Context} is on a network share ({Format}), where its locks are not reliable. Put it on a local disk, or use PostgreSQL.", EventName = "InboxNetworkShare")]
    public static partial void NetworkShare(ILogger logger, Type context, string format);

    [LoggerMessage(111, LogLevel.Information, "{Webhook}: another process handles the events of this SQLite database. This one receives, and takes over when that one ends.", EventName = "InboxStandby")]
    public static partial void Standby(ILogger logger, string webhook);

    [LoggerMessage(112, LogLevel.Error, "{Webhook}: the inbox failed while it looked for events or handled a session. It goes on. Further failures are not logged for 10 seconds.", EventName = "InboxFailed")]
    public static partial void Failed(ILogger logger, Exception exception, string webhook);

    [LoggerMessage(113, LogLevel.Error, "{Webhook}: a handler of the event {Id} did not end after its token was cancelled, so it was abandoned. What it goes on to do is not undone.", EventName = "InboxHandlerAbandoned")]
    public static partial void HandlerAbandoned(ILogger logger, string webhook, long id);

    [LoggerMessage(114, LogLevel.Warning, "{Webhook}: the node that started last has handlers for events that this node has none for. Those events, and what follows them in their sessions, are left to it.", EventName = "InboxLeftToNewer")]
    public static partial void LeftToNewer(ILogger logger, string webhook);

    [LoggerMessage(115, LogLevel.Warning, "{Webhook}: this node has handlers for other event types than the node that started before it ({Types}). That node leaves the events of these types to this one, if it is still running.", EventName = "InboxHandlersChanged")]
    public static partial void HandlersChanged(ILogger logger, string webhook, string types);

    [LoggerMessage(116, LogLevel.Warning, "{Webhook}: {Count} handlers had not ended when the application stopped. Their events are handled again by the next node, and the attempts do not count.", EventName = "InboxInterrupted")]
    public static partial void Interrupted(ILogger logger, string webhook, int count);

    [LoggerMessage(117, LogLevel.Critical, "{Webhook}: the changed options of the inbox are not valid, so the previous options stay in use. {Reason}", EventName = "InboxReloadRefused")]
    public static partial void ReloadRefused(ILogger logger, string webhook, string reason);

    [LoggerMessage(118, LogLevel.Warning, "{Webhook}: the handlers of the event {Id} waited in vain to write to SQLite, because handlers of other sessions were writing. The attempt does not count, and the next one is in {Delay}.", EventName = "InboxHeldUp")]
    public static partial void HeldUp(ILogger logger, string webhook, long id, TimeSpan delay);
}
