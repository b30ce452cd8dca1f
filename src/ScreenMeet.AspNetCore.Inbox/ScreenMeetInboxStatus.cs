namespace ScreenMeet.AspNetCore;

/// <summary>
/// Counts the events in an inbox. At most 10,000 events that have not been handled and 10,000 dead events are counted, so that counting
/// stays cheap.
/// </summary>
public sealed class ScreenMeetInboxStatus
{
    /// <summary>How many events have no attempt on record: they wait for their first one, or are in it.</summary>
    public int Pending { get; init; }

    /// <summary>How many events have an attempt on record that did not succeed: they wait for a further one, or are in it.</summary>
    public int Retrying { get; init; }

    /// <summary>How many events are dead.</summary>
    public int Dead { get; init; }

    /// <summary>
    /// When the oldest event that is pending or retrying was stored, by the database's clock. <see langword="null"/> if there is none.
    /// </summary>
    public DateTimeOffset? OldestPending { get; init; }
}
