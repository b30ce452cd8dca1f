using Microsoft.AspNetCore.Connections.Features;
using ScreenMeet.AspNetCore.WireTests.Harness;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.WireTests;

// A client that goes away gets no answer, or none that it reads. The server says nothing of errors, and goes on.
public sealed class ClientGoneTests(ClientGoneTests.HoldingServer wire, ClientGoneTests.KeyProviderServer asking)
    : IClassFixture<ClientGoneTests.HoldingServer>, IClassFixture<ClientGoneTests.KeyProviderServer>
{
    private const string Declared = "Content-Length: 29";
    private const string Chunked = "Transfer-Encoding: chunked";

    // For the server to come to where it waits. When it has not, the case is another one with the same outcome.
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);

    [Theory]
    [InlineData("")]
    [InlineData("POST /do")]
    [InlineData("POST /door HTTP/1.1\r\n")]
    [InlineData("POST /door HTTP/1.1\r\nHost: localhost\r\nx-sig")]
    [InlineData("POST /door HTTP/1.1\r\nHost: localhost\r\nx-signature: 0\r\n")]
    public async Task Before_the_end_of_the_headers_nothing_comes_of_it(string sent)
    {
        await wire.AssertAsync(ExpectedOutcome.Gone, async connection =>
        {
            await connection.SendAsync(sent);
            connection.Finish();

            // Whether the server still complains depends on which it sees first, the bytes or their end.
            Assert.Contains((await connection.ReadAsync()).Outcome, new[] { "400", "closed" });
        });
        await wire.AssertAsync(ExpectedOutcome.Gone, async connection =>
        {
            await connection.SendAsync(sent);
            connection.Reset();
        });
    }

    [Theory]
    [InlineData(Declared, "")]
    [InlineData(Declared, "[{\"type\"")]
    [InlineData(Declared, """[{"type":"case","seconds":3}""")]
    [InlineData(Chunked, "")]
    [InlineData(Chunked, "1")]
    [InlineData(Chunked, "1d\r")]
    [InlineData(Chunked, "1d\r\n")]
    [InlineData(Chunked, "1d\r\n[{\"type\"")]
    [InlineData(Chunked, "1d\r\n" + RawRequest.Json)]
    [InlineData(Chunked, "1d\r\n" + RawRequest.Json + "\r\n")]
    [InlineData(Chunked, "1d\r\n" + RawRequest.Json + "\r\n0")]
    [InlineData(Chunked, "1d\r\n" + RawRequest.Json + "\r\n0\r\n")]
    [InlineData(Chunked, "1d\r\n" + RawRequest.Json + "\r\n0\r\nX-Trailer: 1")]
    public async Task Before_the_end_of_the_body_it_is_refused_though_all_events_are_there(string framing, string body)
    {
        var outcome = ExpectedOutcome.Refused(400, "body_broken").Unanswered;
        var request = new RawRequest { Framing = framing, Body = body };
        await wire.AssertAsync(outcome, async connection =>
        {
            await connection.SendAsync($"{request}");
            connection.Finish();
        });
        await wire.AssertAsync(outcome, async connection =>
        {
            await connection.SendAsync($"{request}");
            await wire.WaitForLogAsync("RequestBodyStart");
            connection.Reset();
        });
    }

    // The server learns from the read that fails before it learns of the connection's end: how long before is a race.
    [Theory]
    [InlineData(Declared, "")]
    [InlineData(Declared, "[{\"type\"")]
    [InlineData(Declared + "\r\nX-Buffer: 1", "")]
    [InlineData(Declared + "\r\nContent-Encoding: gzip", "")]
    [InlineData(Chunked, "1d\r\n[{\"type\"")]
    [InlineData(Chunked + "\r\nX-Buffer: 1", "1d\r\n[{\"type\"")]
    [InlineData(Chunked + "\r\nContent-Encoding: gzip", "")]
    public Task In_the_body_it_is_refused_before_the_server_knows(string framing, string body) => wire.AssertAsync(
        ExpectedOutcome.Refused(400, "body_broken").Unanswered,
        async connection =>
        {
            await connection.SendAsync($"{new RawRequest { Framing = $"{framing}\r\nX-Late: 1", Body = body }}");
            await wire.WaitForLogAsync("RequestBodyStart");
            connection.Reset();
        });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task While_user_code_runs_it_has_the_events_and_learns_that_the_client_is_gone(bool reset) => wire.AssertAsync(
        ExpectedOutcome.Accepted(RawRequest.Type).Unanswered,
        async connection =>
        {
            await connection.SendAsync($"{new RawRequest { Line = "POST /until-gone HTTP/1.1" }}");
            await wire.WaitForUserCodeAsync();
            IConnection.Leave(connection, reset);
        });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task Before_the_body_is_read_it_is_refused(bool reset) => wire.AssertAsync(
        ExpectedOutcome.Refused(400, "body_broken").Unanswered,
        async connection =>
        {
            await connection.SendAsync($"{new RawRequest { Headers = RawRequest.Signature + "\r\nX-Hold: 1" }}");
            await wire.WaitForLogAsync("MatchSuccess");
            IConnection.Leave(connection, reset);
        });

    [Fact]
    public Task After_a_whole_request_the_half_open_connection_gets_its_answer() => wire.AssertAsync(
        ExpectedOutcome.Accepted(RawRequest.Type).Closing,
        async connection =>
        {
            await connection.SendAsync($"{new RawRequest()}");
            await connection.WaitForAnswerAsync();
            connection.Finish();
        });

    [Theory]
    [InlineData(1, false)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    [InlineData(2, true)]
    public Task After_its_answers_they_stand(int requests, bool reset) => wire.AssertAsync(
        Enumerable.Repeat(ExpectedOutcome.Accepted(RawRequest.Type), requests).Aggregate((first, second) => first + second).Unanswered,
        async connection =>
        {
            for (var i = 0; i < requests; i++)
            {
                Assert.Equal("200", (await connection.DeliverAsync(RawRequest.Json)).Outcome);
            }

            IConnection.Leave(connection, reset);
        });

    [Theory]
    [InlineData("", false)]
    [InlineData("", true)]
    [InlineData("POST /door HTTP/1.1\r\nHost: localhost\r\nx-sig", false)]
    [InlineData("POST /door HTTP/1.1\r\nHost: localhost\r\nx-sig", true)]
    public Task Between_two_requests_the_first_stands(string sent, bool reset) => wire.AssertAsync(
        ExpectedOutcome.Accepted(RawRequest.Type).Unanswered,
        async connection =>
        {
            Assert.Equal("200", (await connection.DeliverAsync(RawRequest.Json)).Outcome);
            await Task.Delay(s_pause, TestContext.Current.CancellationToken);
            await connection.SendAsync(sent);
            IConnection.Leave(connection, reset);
            if (!reset)
            {
                Assert.Contains((await connection.ReadAsync()).Outcome, new[] { "400", "closed" });
            }
        });

    [Theory]
    [InlineData(Declared, false)]
    [InlineData(Declared, true)]
    [InlineData(Declared + "\r\nX-Late: 1", true)]
    [InlineData(Chunked, false)]
    [InlineData(Chunked, true)]
    [InlineData(Chunked + "\r\nX-Late: 1", true)]
    public Task After_100_Continue_it_is_refused(string framing, bool reset) => wire.AssertAsync(
        ExpectedOutcome.Refused(400, "body_broken").Unanswered,
        async connection =>
        {
            await connection.SendAsync(new RawRequest { Framing = $"{framing}\r\nExpect: 100-continue" }.Head);
            Assert.Equal("100", (await connection.ReadAsync()).Outcome);
            IConnection.Leave(connection, reset);
        });

    // The server reads the rest away, and waits for more of it.
    [Theory]
    [InlineData("Content-Length: 1000000", false)]
    [InlineData("Content-Length: 1000000", true)]
    [InlineData("Content-Length: 1000000\r\nX-Late: 1", true)]
    [InlineData("Content-Length: 1000000\r\nX-Buffer: 1", true)]
    [InlineData("Content-Length: 1000000\r\nContent-Encoding: gzip\r\nX-Late: 1", true)]
    public Task In_the_unread_body_of_a_refused_request_the_refusal_stands(string framing, bool reset) => wire.AssertAsync(
        ExpectedOutcome.Refused(401, "signature_missing").Unanswered,
        async connection =>
        {
            await connection.SendAsync(new RawRequest { Headers = "", Framing = framing }.Head);
            Assert.Equal("401", (await connection.ReadAsync()).Outcome);
            await connection.SendAsync(new string(' ', 10_000));
            await wire.WaitForLogAsync("RequestBodyNotEntirelyRead");
            await Task.Delay(s_pause, TestContext.Current.CancellationToken);
            IConnection.Leave(connection, reset);
        });

    [Theory]
    [InlineData("X-Cancelled: 1", false)]
    [InlineData("X-Cancelled: 1", true)]
    [InlineData("X-Failed: 1", false)]
    [InlineData("X-Failed: 1", true)]
    public Task While_the_keys_are_fetched_it_is_refused_whatever_comes_of_that(string header, bool reset) => asking.AssertAsync(
        ExpectedOutcome.Refused(503, "keys_unavailable").Unanswered,
        async connection =>
        {
            await connection.SendAsync($"{new RawRequest { Headers = $"{RawRequest.Signature}\r\n{header}" }}");
            await asking.WaitForLogAsync("MatchSuccess");
            await Task.Delay(s_pause, TestContext.Current.CancellationToken);
            IConnection.Leave(connection, reset);
        });

    // With X-Hold, a request reaches the middleware when its client is gone; with X-Late, the server hears of that late.
    public sealed class HoldingServer() : WireServer(
        services: builder => builder.Services.AddRequestDecompression(),
        pipeline: app => app.UseRequestDecompression().Use(async (context, next) =>
        {
            if (context.Request.Headers.ContainsKey("X-Late"))
            {
                context.Features.Get<IConnectionLifetimeFeature>()!.ConnectionClosed.Register(static () => Thread.Sleep(200));
            }

            WireEndpoints.BufferIfAsked(context);

            if (context.Request.Headers.ContainsKey("X-Hold"))
            {
                await WireEndpoints.GoneAsync(context);
            }

            await next(context);
        }));

    public sealed class KeyProviderServer() : WireServer(services: builder => builder.Services.AddSingleton<IScreenMeetSigningKeyProvider, FailingKeyProvider>());

    // With X-Cancelled or X-Failed, it has the keys never, and says so as one of the two kinds of clients that vaults have.
    private sealed class FailingKeyProvider : IScreenMeetSigningKeyProvider
    {
        public async ValueTask<ScreenMeetSigningKeys> GetSigningKeysAsync(HttpContext context, string name, CancellationToken cancellationToken)
        {
            var (cancelled, failed) = (context.Request.Headers.ContainsKey("X-Cancelled"), context.Request.Headers.ContainsKey("X-Failed"));
            try
            {
                await Task.Delay(cancelled || failed ? Timeout.InfiniteTimeSpan : TimeSpan.Zero, cancellationToken);
            }
            catch (OperationCanceledException exception) when (failed)
            {
                throw new TimeoutException("The vault did not answer.", exception);
            }

            return new(Signed.Key);
        }
    }
}
