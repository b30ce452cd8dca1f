using System.Text.RegularExpressions;

namespace ScreenMeet.AspNetCore.Inbox.Load;

// A statement of the inbox, recognized by its text.
internal sealed partial record Statement(string Name, Regex Text, bool ShowPlan)
{
    public static Statement[] All { get; } =
    [
        new("store", Store, ShowPlan: false),
        new("lock", Lock, ShowPlan: false),
        new("claim", Claim, ShowPlan: true),
        new("mark", Mark, ShowPlan: false),
        new("poll", Poll, ShowPlan: true),
        new("purge of keys", PurgeKeys, ShowPlan: true),
        new("purge of dead events", PurgeDead, ShowPlan: true),
        new("status", Status, ShowPlan: true),
    ];

    [GeneratedRegex("INSERT INTO \"ScreenMeetInboxEvent\"")]
    private static partial Regex Store { get; }

    [GeneratedRegex("pg_try_advisory_xact_lock")]
    private static partial Regex Lock { get; }

    [GeneratedRegex("^SELECT .*\"Json\".*ORDER BY e\\.\"Id\" LIMIT", RegexOptions.Singleline)]
    private static partial Regex Claim { get; }

    [GeneratedRegex("^DELETE FROM \"ScreenMeetInboxEvent\"")]
    private static partial Regex Mark { get; }

    [GeneratedRegex("^WITH RECURSIVE")]
    private static partial Regex Poll { get; }

    [GeneratedRegex("^DELETE FROM \"ScreenMeetInboxKey\"")]
    private static partial Regex PurgeKeys { get; }

    [GeneratedRegex("^DELETE FROM \"ScreenMeetInboxDeadEvent\"")]
    private static partial Regex PurgeDead { get; }

    [GeneratedRegex("count\\(\\*\\)")]
    private static partial Regex Status { get; }

    public bool Matches(ExecutedStatement executed) => Text.IsMatch(executed.Sql);
}
