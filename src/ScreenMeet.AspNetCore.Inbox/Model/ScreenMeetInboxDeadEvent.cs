using System.ComponentModel;

namespace ScreenMeet.AspNetCore;

/// <summary>A row of the inbox: an event that failed too often. It is public only because Entity Framework Core's tools need it to be.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public class ScreenMeetInboxDeadEvent
{
    /// <summary>The position in the order of storing, which the event keeps when it is retried.</summary>
    public virtual long Id { get; set; }

    /// <summary>The name of the webhook that received the event.</summary>
    public virtual string WebhookName { get; set; } = "";

    /// <summary>A hash of the session's id.</summary>
    public virtual long Session { get; set; }

    /// <summary>The event's own bytes, exactly as sent.</summary>
    public virtual byte[] Json { get; set; } = [];

    /// <summary>The SHA-256 of the delivery.</summary>
    public virtual byte[] DeliveryFingerprint { get; set; } = [];

    /// <summary>The position in the delivery, counted from 0.</summary>
    public virtual int Index { get; set; }

    /// <summary>When the delivery was received, by the node's clock.</summary>
    public virtual DateTimeOffset ReceivedAt { get; set; }

    /// <summary>When the event was stored, by the database's clock.</summary>
    public virtual DateTimeOffset StoredAt { get; set; }

    /// <summary>The W3C <c>traceparent</c> of the request that stored the event.</summary>
    public virtual string? TraceParent { get; set; }

    /// <summary>How many attempts were made.</summary>
    public virtual int Attempts { get; set; }

    /// <summary>When the last attempt failed, by the database's clock.</summary>
    public virtual DateTimeOffset LastAttemptAt { get; set; }

    /// <summary>The last attempt's exception as text.</summary>
    public virtual string ErrorText { get; set; } = "";

    /// <summary>The exception's type and the first method of the application's own in its stack trace.</summary>
    public virtual string ErrorGroup { get; set; } = "";
}
