using System.ComponentModel;

namespace ScreenMeet.AspNetCore;

/// <summary>A row of the inbox: an event that has not been handled yet. It is public only because Entity Framework Core's tools need it to be.</summary>
/// <remarks>Proxies need a class that is not sealed, with virtual properties.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public class ScreenMeetInboxEvent
{
    /// <summary>The position in the order of storing.</summary>
    public virtual long Id { get; set; }

    /// <summary>The name of the webhook that received the event.</summary>
    public virtual string WebhookName { get; set; } = "";

    /// <summary>A hash of the session's id. The events of one session are handled one at a time, in the order of their ids.</summary>
    public virtual long Session { get; set; }

    /// <summary>The event's own bytes, exactly as sent. As text, a database would refuse some genuine events.</summary>
    public virtual byte[] Json { get; set; } = [];

    /// <summary>The SHA-256 of the delivery.</summary>
    public virtual byte[] DeliveryFingerprint { get; set; } = [];

    /// <summary>The position in the delivery, counted from 0.</summary>
    public virtual int Index { get; set; }

    /// <summary>When the delivery was received, by the node's clock.</summary>
    public virtual DateTimeOffset ReceivedAt { get; set; }

    /// <summary>When the event was stored, by the database's clock.</summary>
    public virtual DateTimeOffset StoredAt { get; set; }

    /// <summary>When the next attempt is due, by the database's clock. <see langword="null"/> means at once.</summary>
    public virtual DateTimeOffset? DueAt { get; set; }

    /// <summary>How many attempts are on record.</summary>
    public virtual int Attempts { get; set; }

    /// <summary>When an attempt on record began that has not ended. If nothing handles the event, the process has ended.</summary>
    public virtual DateTimeOffset? BegunAt { get; set; }

    /// <summary>The W3C <c>traceparent</c> of the request that stored the event.</summary>
    public virtual string? TraceParent { get; set; }
}
