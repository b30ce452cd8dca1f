namespace ScreenMeet.Webhooks;

/// <summary>The documented values of <see cref="ScreenMeetEvent.Status"/>. Other values are read too. Source: ScreenMeet, "Webhook Data Dictionary".</summary>
public static class ScreenMeetSessionStatuses
{
    /// <summary><c>scheduled</c></summary>
    public const string Scheduled = "scheduled";

    /// <summary><c>new</c></summary>
    public const string New = "new";

    /// <summary><c>active</c></summary>
    public const string Active = "active";

    /// <summary><c>closed</c></summary>
    public const string Closed = "closed";
}
