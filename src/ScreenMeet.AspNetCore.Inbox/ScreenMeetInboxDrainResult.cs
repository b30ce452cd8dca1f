namespace ScreenMeet.AspNetCore;

/// <summary>What a node did while its inboxes were drained.</summary>
public sealed class ScreenMeetInboxDrainResult
{
    /// <summary>How many events were handled.</summary>
    public int Handled { get; init; }

    /// <summary>How many events died.</summary>
    public int Dead { get; init; }

    /// <summary>For <c>var (handled, dead) = …</c>.</summary>
    /// <param name="handled">How many events were handled.</param>
    /// <param name="dead">How many events died.</param>
    public void Deconstruct(out int handled, out int dead) => (handled, dead) = (Handled, Dead);
}
