using System.Diagnostics;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.WireTests.Wires;

// How long a case waits for what must come. It says nothing about how fast that is.
internal static class Patience
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);

    public static CancellationTokenSource Start()
    {
        var source = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        source.CancelAfter(s_limit);
        return source;
    }

    public static async Task UntilAsync(Func<bool> isSo, string what)
    {
        var clock = Stopwatch.StartNew();
        while (!isSo())
        {
            Assert.True(clock.Elapsed < s_limit, $"Waited for: {what}.");
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }
}
