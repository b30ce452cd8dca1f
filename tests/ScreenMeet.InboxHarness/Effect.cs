namespace ScreenMeet.InboxHarness;

// What a handler of the tests saves.
public class Effect
{
    public virtual int Id { get; set; }

    public virtual string Session { get; set; } = "";

    public virtual int Number { get; set; }

    public virtual int Attempt { get; set; }

    // The highest number of the session that the handler could see.
    public virtual int Seen { get; set; }
}
