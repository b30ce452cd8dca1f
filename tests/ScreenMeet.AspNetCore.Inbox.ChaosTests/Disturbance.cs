namespace ScreenMeet.AspNetCore.Inbox.ChaosTests;

// When a process stood still, or, without a process, when the database was away. What a handler did then may be undone and done again
// elsewhere at the same time.
internal sealed record Disturbance(int? Process, long Begin, long End)
{
    public bool Affects(HandlerRun run) => (Process is null || Process == run.Process) && run.Overlaps(Begin, End);
}
