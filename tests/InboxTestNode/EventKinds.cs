namespace InboxTestNode;

// The types of events that the node's handler knows. It behaves differently for each.
public static class EventKinds
{
    public const string Normal = "normal";

    // Takes some time before it writes.
    public const string Slow = "slow";

    // Always fails, after it has written.
    public const string Poison = "poison";

    // Fails at the first attempt, after it has written.
    public const string FailsOnce = "fails-once";

    // Ignores its token at the first attempt, after it has written. Long afterwards it writes again, tries that several times, and fails.
    public const string Hangs = "hangs";

    // Waits for its token at the first attempt, and ends some time after that was cancelled.
    public const string CancelsLate = "cancels-late";

    // Ends the process, after it has written.
    public const string EndsTheProcess = "ends-the-process";

    public static bool Dies(string kind) => kind is Poison or EndsTheProcess;
}
