namespace ScreenMeet.AspNetCore;

/// <summary>Options for the inbox of one webhook.</summary>
public sealed class ScreenMeetInboxOptions
{
    /// <summary>
    /// How many sessions this node handles at once, at most 1,000. It is read at the start. 0 means that this node only receives, and other nodes handle. Each session that
    /// is being handled holds a database connection. Default: 8.
    /// </summary>
    public int MaxConcurrency { get; set; } = 8;

    /// <summary>How many times an event is handed to its handlers before it is dead, at least 1. Default: 10.</summary>
    public int MaxAttempts { get; set; } = 10;

    /// <summary>How long all handlers of one event together may take before their token is cancelled: more than zero and at most 24 hours. Default: 30 seconds.</summary>
    public TimeSpan HandlerTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The delay before the second attempt: more than zero. It doubles with each further attempt. Up to a fifth is added to each delay at
    /// random. Default: 1 second.
    /// </summary>
    public TimeSpan MinRetryDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest delay between two attempts, before up to a fifth of it is added at random: from <see cref="MinRetryDelay"/> to 36,500 days. Default: 5 minutes.</summary>
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How often this node looks in the database for events that are due, apart from those that it stores itself, which it handles
    /// at once: more than zero and at most 1 hour. Default: 1 second.
    /// </summary>
    public TimeSpan PollingInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long dead events are kept after their last attempt: more than zero and at most 36,500 days. Default: 30 days.</summary>
    public TimeSpan DeadRetention { get; set; } = TimeSpan.FromDays(30);

    /// <summary>
    /// How long an event is known after it was stored, so that it is not stored again when it is delivered again: more than zero and at most
    /// 36,500 days. Default: 30 days.
    /// </summary>
    public TimeSpan KeyRetention { get; set; } = TimeSpan.FromDays(30);
}
