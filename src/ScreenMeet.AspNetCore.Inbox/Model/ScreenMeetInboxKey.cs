using System.ComponentModel;

namespace ScreenMeet.AspNetCore;

/// <summary>A row of the inbox: an event that is known, so that it is not stored again. It is public only because Entity Framework Core's tools need it to be.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public class ScreenMeetInboxKey
{
    /// <summary>A SHA-256 of the webhook's name, the event's fingerprint, and its ordinal among identical events of its delivery.</summary>
    public virtual byte[] Key { get; set; } = [];

    /// <summary>The name of the webhook that received the event.</summary>
    public virtual string WebhookName { get; set; } = "";

    /// <summary>When the event was stored, by the database's clock.</summary>
    public virtual DateTimeOffset StoredAt { get; set; }
}
