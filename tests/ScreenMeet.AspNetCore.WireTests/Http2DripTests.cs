using System.Diagnostics;
using ScreenMeet.AspNetCore.WireTests.Harness;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.WireTests;

// With nothing configured: Kestrel would end the whole connection after five seconds, and with it the deliveries that a proxy
// sends over the same one.
public sealed class Http2DripTests(Http2DripTests.Http2WireServer wire) : IClassFixture<Http2DripTests.Http2WireServer>
{
    private static readonly TimeSpan s_bodyTimeout = TimeSpan.FromSeconds(15);

    [Theory]
    [InlineData("")]
    [InlineData("\r\nx-buffer: 1")]
    public async Task A_slow_body_costs_the_other_streams_nothing(string headers)
    {
        var deliveries = 0;
        var clock = Stopwatch.StartNew();
        await wire.AssertAsync(
            ExpectedOutcome.Refused(408, "body_too_slow").Keeping + Enumerable.Repeat(ExpectedOutcome.Accepted(RawRequest.Type), 24).Aggregate((all, one) => all + one),
            async connection =>
            {
                await connection.SendAsync(
                    Http2Frame.Headers(1, RawRequest.Sign($"{Http2Frame.RequestLine}\r\n{RawRequest.Signature}{headers}", RawRequest.Json)),
                    Http2Frame.Data(1, "["));
                var answers = new List<RawAnswer>();
                for (var stream = 3; answers.Count < 24; stream += 2)
                {
                    await connection.SendAsync(Http2Frame.Post(stream, RawRequest.Json));
                    answers.Add(await connection.ReadAsync(stream));
                    deliveries++;
                    await Task.Delay(500, TestContext.Current.CancellationToken);
                }

                return [await connection.ReadAsync(1), .. answers];
            });
        Assert.Equal(24, deliveries);
        Assert.InRange(clock.Elapsed, s_bodyTimeout - TimeSpan.FromMilliseconds(100), s_bodyTimeout + TimeSpan.FromSeconds(15));
    }

    public sealed class Http2WireServer() : WireServer(Server.KestrelHttp2, pipeline: app => app.Use((context, next) =>
    {
        WireEndpoints.BufferIfAsked(context);
        return next(context);
    }));
}
