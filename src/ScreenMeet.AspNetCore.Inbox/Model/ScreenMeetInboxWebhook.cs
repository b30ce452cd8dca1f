using System.ComponentModel;

namespace ScreenMeet.AspNetCore;

/// <summary>A row of the inbox: what all nodes know of a webhook. It is public only because Entity Framework Core's tools need it to be.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public class ScreenMeetInboxWebhook
{
    /// <summary>The webhook's name.</summary>
    public virtual string WebhookName { get; set; } = "";

    /// <summary>Whether no node handles events of this webhook.</summary>
    public virtual bool IsPaused { get; set; }

    /// <summary>
    /// The event types that the node which started last has handlers for, as a JSON array. <see langword="null"/> means every type.
    /// </summary>
    public virtual string? EventTypes { get; set; }

    /// <summary>Grows with each change of <see cref="EventTypes"/>.</summary>
    public virtual long Version { get; set; }
}
