namespace ScreenMeet.AspNetCore.ProxyTests.Proxies;

internal static class UniqueEvents
{
    private static int s_count;

    // An array of one event that is like no other.
    public static string New(string label = "") => $$"""[{"type":"room-entered","seconds":{{Interlocked.Increment(ref s_count)}},"label":"{{label}}"}]""";

    public static string[] New(int count) => [.. Enumerable.Range(0, count).Select(_ => New())];
}
