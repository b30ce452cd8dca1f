using System.Diagnostics;

namespace ScreenMeet.TestHarness;

// All tests wait in this way for something that must happen. Tests do not check how long that takes, so the limit is generous.
public static class Poll
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(10);

    // The details are read when the time is over.
    public static Task UntilAsync(Func<bool> condition, string what, Func<string>? details = null) =>
        UntilAsync(() => Task.FromResult(condition()), what, details);

    public static async Task UntilAsync(Func<Task<bool>> condition, string what, Func<string>? details = null)
    {
        var clock = Stopwatch.StartNew();
        while (!await condition())
        {
            Assert.True(clock.Elapsed < s_limit, $"Waited in vain for {what}. {details?.Invoke()}");
            await Task.Delay(s_interval, TestContext.Current.CancellationToken);
        }
    }
}
