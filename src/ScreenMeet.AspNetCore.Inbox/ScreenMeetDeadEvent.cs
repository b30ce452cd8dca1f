using ScreenMeet.Webhooks;

namespace ScreenMeet.AspNetCore;

/// <summary>An event that failed <see cref="ScreenMeetInboxOptions.MaxAttempts"/> times, or during which the process ended several times.</summary>
public sealed class ScreenMeetDeadEvent
{
    /// <summary>The number that <see cref="IScreenMeetInbox.RetryAsync"/> and <see cref="IScreenMeetInbox.DiscardAsync"/> take.</summary>
    public long Id { get; init; }

    /// <summary>The event.</summary>
    public required ScreenMeetEvent Event { get; init; }

    /// <summary>The name of the webhook that received it: empty for the unnamed one.</summary>
    public string WebhookName { get; init; } = "";

    /// <summary>The last attempt's exception as text, cut after 4,000 characters, or that the process ended.</summary>
    public string Error { get; init; } = "";

    /// <summary>
    /// The exception's type and the first method of the application's own in its stack trace, so that events with the same cause
    /// have the same group. At most 400 characters.
    /// </summary>
    public string ErrorGroup { get; init; } = "";

    /// <summary>How many times it was handed to its handlers.</summary>
    public int Attempts { get; init; }

    /// <summary>When the last attempt failed, by the database's clock.</summary>
    public DateTimeOffset LastAttemptAt { get; init; }
}
