using System.Diagnostics;
using ScreenMeet.AspNetCore.WireTests.Harness;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.WireTests;

public sealed class TimeTests(TimeTests.ShortTimeoutServer wire) : IClassFixture<TimeTests.ShortTimeoutServer>
{
    private const string Declared = "Content-Length: 5000";
    private const string Chunked = "Transfer-Encoding: chunked";

    private static readonly TimeSpan s_bodyTimeout = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(100);

    [Theory]
    [InlineData(Declared, "")]
    [InlineData(Declared, "[")]
    [InlineData("Content-Length: 29", """[{"type":"case",""")]
    [InlineData("Content-Length: 29", """[{"type":"case","seconds":3}""")]
    [InlineData(Chunked, "")]
    [InlineData(Chunked, "1")]
    [InlineData(Chunked, "1d\r\n[{\"type\":")]
    [InlineData(Chunked, "1d\r\n" + RawRequest.Json)]
    [InlineData(Chunked, "1d\r\n" + RawRequest.Json + "\r\n")]
    [InlineData(Chunked, "1d\r\n" + RawRequest.Json + "\r\n0\r\n")]
    [InlineData(Chunked, "1d\r\n" + RawRequest.Json + "\r\n0\r\nX-Trailer: 1\r\n")]
    public Task A_body_that_stalls_is_refused_with_408(string framing, string body) => AssertTooSlowAsync(connection =>
        connection.SendAsync($"{new RawRequest { Framing = framing, Body = body }}"));

    [Theory]
    [InlineData(Declared, " ")]
    [InlineData(Declared, "                              ")]
    [InlineData(Chunked, "1\r\n \r\n")]
    [InlineData(Chunked, "19\r\n                         \r\n")]
    public Task A_body_that_drips_is_refused_with_408_when_its_time_is_over(string framing, string drop) => AssertTooSlowAsync(async connection =>
    {
        await connection.SendAsync(new RawRequest { Framing = framing }.Head);
        var answer = connection.WaitForAnswerAsync();
        while (!answer.IsCompleted && await connection.TrySendAsync(drop))
        {
            await Task.WhenAny(answer, Task.Delay(s_tick, TestContext.Current.CancellationToken));
        }

        await answer;
        connection.Finish();
    });

    // The server has a rate of its own by then, which this one is far above, and cannot be told another: it ends the connection.
    [Theory]
    [InlineData("Content-Length: 1000000", false)]
    [InlineData(Chunked, true)]
    public Task A_drip_that_something_has_begun_to_read_ends_with_its_connection(string framing, bool chunked) => wire.AssertAsync(
        ExpectedOutcome.Refused(408, "body_too_slow").Unanswered,
        async connection =>
        {
            var drop = new string(' ', 500);
            await connection.SendAsync(new RawRequest { Headers = $"{RawRequest.Signature}\r\nX-Peek: 1", Framing = framing }.Head);
            var end = connection.AssertEndsAsync();
            while (!end.IsCompleted && await connection.TrySendAsync(chunked ? RawRequest.Chunks(drop) : drop))
            {
                await Task.WhenAny(end, Task.Delay(s_tick, TestContext.Current.CancellationToken));
            }

            await end;
        });

    // The time is the body's: how long the headers took is the server's matter.
    [Fact]
    public Task Headers_that_drip_cost_the_body_no_time() => wire.AssertAsync(
        ExpectedOutcome.Accepted(RawRequest.Type),
        async connection =>
        {
            var head = new RawRequest().Head;
            foreach (var part in head.Chunk(head.Length / 14))
            {
                await connection.SendAsync(new string(part));
                await Task.Delay(s_tick, TestContext.Current.CancellationToken);
            }

            await connection.SendAsync(RawRequest.Json);
        });

    [Fact]
    public Task A_request_after_a_long_pause_has_its_whole_time() => wire.AssertAsync(
        ExpectedOutcome.Accepted(RawRequest.Type) + ExpectedOutcome.Accepted(RawRequest.Type),
        async connection =>
        {
            await connection.SendAsync($"{new RawRequest()}");
            await Task.Delay(s_bodyTimeout + s_tick, TestContext.Current.CancellationToken);
            await connection.SendAsync($"{new RawRequest()}");
        });

    [Theory]
    [InlineData("Content-Length: 29", false)]
    [InlineData(Chunked, true)]
    public async Task A_drip_that_ends_in_time_is_accepted(string framing, bool chunked)
    {
        await using var patient = new WireServer(options: webhook => webhook.BodyTimeout = TimeSpan.FromSeconds(25));
        await patient.InitializeAsync();
        await patient.AssertAsync(
            ExpectedOutcome.Accepted(RawRequest.Type),
            async connection =>
            {
                await connection.SendAsync(new RawRequest { Framing = framing }.Head);
                foreach (var character in RawRequest.Json)
                {
                    await connection.SendAsync(chunked ? $"1\r\n{character}\r\n" : $"{character}");
                    await Task.Delay(s_tick / 2, TestContext.Current.CancellationToken);
                }

                await connection.SendAsync(chunked ? "0\r\n\r\n" : "");
            });
    }

    private async Task AssertTooSlowAsync(Func<Http1Connection, Task> send)
    {
        var clock = new Stopwatch();
        await wire.AssertAsync(
            ExpectedOutcome.Refused(408, "body_too_slow"),
            async connection =>
            {
                clock.Start();
                await send(connection);
                await connection.WaitForAnswerAsync();
                clock.Stop();
                connection.Finish();
            });

        // The timer starts after the clock, by a clock of its own.
        Assert.InRange(clock.Elapsed, s_bodyTimeout - s_tick, s_bodyTimeout + TimeSpan.FromSeconds(15));
    }

    // With X-Peek, something in front reads the beginning of the body.
    public sealed class ShortTimeoutServer() : WireServer(
        options: webhook => webhook.BodyTimeout = s_bodyTimeout,
        pipeline: app => app.Use(async (context, next) =>
        {
            if (context.Request.Headers.ContainsKey("X-Peek"))
            {
                context.Request.EnableBuffering();
                await context.Request.Body.ReadExactlyAsync(new byte[1]);
                context.Request.Body.Position = 0;
            }

            await next(context);
        }));
}
