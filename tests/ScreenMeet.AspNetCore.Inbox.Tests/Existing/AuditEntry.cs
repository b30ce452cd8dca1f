namespace ScreenMeet.AspNetCore.Inbox.Tests.Existing;

public class AuditEntry
{
    public virtual int Id { get; set; }

    public virtual string Entity { get; set; } = "";
}
