namespace ScreenMeet.AspNetCore.Inbox.Tests.Existing;

public class VisitNote
{
    public virtual int Id { get; set; }

    public virtual string Text { get; set; } = "";

    public virtual Visit? Visit { get; set; }
}
