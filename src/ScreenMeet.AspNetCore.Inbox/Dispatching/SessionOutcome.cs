namespace ScreenMeet.AspNetCore;

// What is to be done with a session after a look at it: nothing, or a further look after a delay.
internal readonly record struct SessionOutcome(TimeSpan? NextLook)
{
    public static SessionOutcome Done { get; } = new((TimeSpan?)null);

    public static SessionOutcome Again { get; } = new(TimeSpan.Zero);

    // The database is in trouble.
    public static SessionOutcome Later => new(TimeSpan.FromMilliseconds(800 + Random.Shared.Next(400)));

    // Another node has the session, or another event must end first.
    public static SessionOutcome Soon => new(TimeSpan.FromMilliseconds(40 + Random.Shared.Next(80)));
}
