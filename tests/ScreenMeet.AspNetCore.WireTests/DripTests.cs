using System.Diagnostics;
using ScreenMeet.AspNetCore.WireTests.Harness;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.WireTests;

// With nothing configured: it takes so long that it runs beside the others.
public sealed class DripTests(WireServer wire) : IClassFixture<WireServer>
{
    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_serverGracePeriod = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_bodyTimeout = TimeSpan.FromSeconds(15);

    [Fact]
    public async Task A_drip_under_the_servers_rate_is_refused_with_408_when_the_server_says_so()
    {
        var duration = await AssertTooSlowAsync("Content-Length: 5000", 10, bytes => bytes);
        Assert.InRange(duration, s_serverGracePeriod - s_tick, s_bodyTimeout - TimeSpan.FromSeconds(3));
    }

    [Fact]
    public async Task A_drip_over_the_servers_rate_is_refused_with_408_when_the_bodys_time_is_over()
    {
        var duration = await AssertTooSlowAsync("Transfer-Encoding: chunked", 300, bytes => RawRequest.Chunks(bytes));
        Assert.InRange(duration, s_bodyTimeout - s_tick, s_bodyTimeout + TimeSpan.FromSeconds(15));
    }

    private async Task<TimeSpan> AssertTooSlowAsync(string framing, int bytesPerSecond, Func<string, string> frame)
    {
        var clock = new Stopwatch();
        await wire.AssertAsync(
            ExpectedOutcome.Refused(408, "body_too_slow"),
            async connection =>
            {
                await connection.SendAsync(new RawRequest { Framing = framing }.Head);
                clock.Start();
                var answer = connection.WaitForAnswerAsync();
                var sent = 0;
                while (!answer.IsCompleted)
                {
                    // As many as the clock says, however late it is asked: the server counts over the whole time, too.
                    var due = (int)(bytesPerSecond * clock.Elapsed.TotalSeconds) - sent;
                    if (due > 0 && !await connection.TrySendAsync(frame(new string(' ', due))))
                    {
                        break;
                    }

                    sent += due;
                    await Task.WhenAny(answer, Task.Delay(s_tick, TestContext.Current.CancellationToken));
                }

                await answer;
                clock.Stop();
                connection.Finish();
            });
        return clock.Elapsed;
    }
}
