using System.Collections.ObjectModel;

namespace ScreenMeet.AspNetCore.Inbox.Tests.Existing;

public class Visit
{
    public virtual int Id { get; set; }

    public virtual string Session { get; set; } = "";

    public virtual int Number { get; set; }

    public virtual DateTimeOffset ReceivedAt { get; set; }

    public virtual ICollection<VisitNote> Notes { get; } = new ObservableCollection<VisitNote>();
}
