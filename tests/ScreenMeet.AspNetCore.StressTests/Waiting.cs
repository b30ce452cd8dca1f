using System.Diagnostics;

namespace ScreenMeet.AspNetCore.StressTests;

internal static class Waiting
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    public static async Task UntilAsync(string what, Func<Task<bool>> condition)
    {
        var clock = Stopwatch.StartNew();
        while (!await condition())
        {
            Assert.True(clock.Elapsed < s_patience, $"Waited in vain until {what}.");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }
}
