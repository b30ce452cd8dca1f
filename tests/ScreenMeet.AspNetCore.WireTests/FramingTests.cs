using ScreenMeet.AspNetCore.WireTests.Harness;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.WireTests;

public sealed class FramingTests(WireServer wire) : IClassFixture<WireServer>
{
    private const string Chunked = "Transfer-Encoding: chunked";
    private const string Half = """[{"type":"case",""";
    private const string Rest = "\"seconds\":3}]";
    private const string Forged = "x-signature: {forged}\r\n" + RawRequest.Algorithm;

    private static readonly Dictionary<string, (RawRequest Request, ExpectedOutcome Outcome, string Body)> s_pipelined = new()
    {
        ["good"] = (new RawRequest(), ExpectedOutcome.Accepted(RawRequest.Type), RawRequest.Type),
        ["chunked"] = (RawRequest.Chunked(Half, Rest), ExpectedOutcome.Accepted(RawRequest.Type), RawRequest.Type),
        ["forged"] = (new RawRequest { Headers = Forged }, ExpectedOutcome.Refused(401, "signature_mismatch"), ""),
        ["unsigned"] = (new RawRequest { Headers = "" }, ExpectedOutcome.Refused(401, "signature_missing"), ""),
        ["unreadable"] = (new RawRequest { Signed = "{}" }, ExpectedOutcome.Unreadable, ""),
        ["unmarked"] = (new RawRequest { Line = "POST /unmarked HTTP/1.1" }, ExpectedOutcome.NotOurs("200"), "unmarked: " + RawRequest.Json),
        ["missing"] = (new RawRequest { Line = "POST /nowhere HTTP/1.1" }, ExpectedOutcome.NotOurs("404"), ""),
    };

    [Theory]
    [InlineData("1d\r\n" + RawRequest.Json + "\r\n0\r\n\r\n")]
    [InlineData("1D\r\n" + RawRequest.Json + "\r\n0\r\n\r\n")]
    [InlineData("0001d\r\n" + RawRequest.Json + "\r\n0\r\n\r\n")]
    [InlineData("1d;name=value\r\n" + RawRequest.Json + "\r\n0;last\r\n\r\n")]
    [InlineData("1d;name=\"a;b\"\r\n" + RawRequest.Json + "\r\n0\r\n\r\n")]
    [InlineData("1d\r\n" + RawRequest.Json + "\r\n000\r\n\r\n")]
    [InlineData("10\r\n" + Half + "\r\nd\r\n" + Rest + "\r\n0\r\n\r\n")]
    public Task A_body_in_chunks_is_whole(string body) =>
        wire.AssertAsync(ExpectedOutcome.Accepted(RawRequest.Type), new RawRequest { Framing = Chunked, Body = body });

    [Theory]
    [InlineData("TRANSFER-ENCODING: CHUNKED")]
    [InlineData("Transfer-Encoding:   chunked  ")]
    public Task Transfer_encoding_is_read_in_any_case(string framing) =>
        wire.AssertAsync(ExpectedOutcome.Accepted(RawRequest.Type), RawRequest.Chunked(RawRequest.Json) with { Framing = framing });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task A_body_in_single_bytes_is_whole(bool inPackets)
    {
        var request = RawRequest.Chunked([.. RawRequest.Json.Select(character => $"{character}")]);
        return inPackets
            ? wire.AssertAsync(ExpectedOutcome.Accepted(RawRequest.Type), async connection =>
            {
                foreach (var character in $"{request}")
                {
                    await connection.SendAsync($"{character}");
                }
            })
            : wire.AssertAsync(ExpectedOutcome.Accepted(RawRequest.Type), request);
    }

    [Theory]
    [InlineData("zz\r\n" + RawRequest.Json + "\r\n0\r\n\r\n")]
    [InlineData("-1\r\n" + RawRequest.Json + "\r\n0\r\n\r\n")]
    [InlineData("0x1d\r\n" + RawRequest.Json + "\r\n0\r\n\r\n")]
    [InlineData("\r\n" + RawRequest.Json + "\r\n0\r\n\r\n")]
    [InlineData(" 1d\r\n" + RawRequest.Json + "\r\n0\r\n\r\n")]
    [InlineData("7FFFFFFFF\r\n" + RawRequest.Json)]
    [InlineData("FFFFFFFFFFFFFFFFF\r\n" + RawRequest.Json)]
    [InlineData("1d\r\n" + RawRequest.Json + "0\r\n\r\n")]
    [InlineData("1c\r\n" + RawRequest.Json + "\r\n0\r\n\r\n")]
    [InlineData("1e\r\n" + RawRequest.Json + "\r\n0\r\n\r\n")]
    [InlineData("1d\r\n" + RawRequest.Json + "\n0\r\n\r\n")]
    [InlineData("1d\n" + RawRequest.Json + "\r\n0\r\n\r\n")]
    [InlineData("1d\r\n" + RawRequest.Json + "\r\n0\r\nno trailer\r\n\r\n")]
    [InlineData("1d\r\n" + RawRequest.Json + "\r\n0\r\nx-signature : {hex}\r\n\r\n")]
    public Task Broken_chunks_are_refused_with_400(string body) => wire.AssertAsync(
        ExpectedOutcome.Refused(400, "body_broken").Closing,
        new RawRequest { Framing = Chunked, Body = body });

    [Theory]
    [InlineData("Content-Length: 29\r\nContent-Length: 29")]
    [InlineData("Content-Length: 29\r\nContent-Length: 0")]
    [InlineData("Content-Length: 29, 29")]
    [InlineData("Content-Length: -1")]
    [InlineData("Content-Length: 0x1d")]
    [InlineData("Content-Length: 29.0")]
    [InlineData("Content-Length: 9223372036854775808")]
    [InlineData("Content-Length: 99999999999999999999999")]
    [InlineData("Content-Length: ")]
    [InlineData("Transfer-Encoding: identity")]
    [InlineData("Transfer-Encoding: gzip")]
    [InlineData("Transfer-Encoding: chunked, gzip")]
    [InlineData("Transfer-Encoding: chunked, identity")]
    [InlineData("Transfer-Encoding: xchunked")]
    public Task Framing_that_says_no_length_is_refused_by_the_server(string framing) =>
        wire.AssertAsync(ExpectedOutcome.NotOurs("400").Closing, new RawRequest { Framing = framing });

    // The server's view of a number.
    [Theory]
    [InlineData("Content-Length: 0000029")]
    [InlineData("Content-Length: +29")]
    public Task A_length_with_a_sign_or_zeros_before_it_is_a_length(string framing) =>
        wire.AssertAsync(ExpectedOutcome.Accepted(RawRequest.Type), new RawRequest { Framing = framing });

    [Fact]
    public Task No_framing_is_no_body() =>
        wire.AssertAsync(ExpectedOutcome.Refused(401, "body_empty"), new RawRequest { Framing = "", Body = "" });

    // Whatever comes before chunked. A length beside it may be meant for another reader of the same bytes: the server
    // takes no more from such a connection.
    [Theory]
    [InlineData("Transfer-Encoding: gzip, chunked", false)]
    [InlineData("Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked", false)]
    [InlineData("Transfer-Encoding: identity, chunked", false)]
    [InlineData("Content-Length: 29\r\nTransfer-Encoding: chunked", true)]
    [InlineData("Transfer-Encoding: chunked\r\nContent-Length: 29", true)]
    [InlineData("Transfer-Encoding: chunked\r\nContent-Length: 4", true)]
    public Task Chunked_has_the_last_word(string framing, bool closes) => wire.AssertAsync(
        ExpectedOutcome.Accepted(RawRequest.Type) with { Closes = closes },
        RawRequest.Chunked(RawRequest.Json) with { Framing = framing });

    [Theory]
    [InlineData("POST /door HTTP/1.0", "Host: localhost", "200", true)]
    [InlineData("POST /door HTTP/1.0", "Host: localhost\r\nConnection: keep-alive", "200", true)]
    [InlineData("POST /door HTTP/1.0", "X-No-Host: 1", "200", true)]
    [InlineData("POST /door HTTP/1.1", "Host: localhost\r\nConnection: close", "200", true)]
    [InlineData("POST /door HTTP/1.1", "Host: webhooks.example.com:8443", "200", false)]
    [InlineData("POST /door HTTP/1.1", "Host:", "200", false)]
    [InlineData("POST /door HTTP/1.1", "X-No-Host: 1", "400", true)]
    [InlineData("POST /door HTTP/1.1", "Host: localhost\r\nHost: localhost", "400", true)]
    [InlineData("POST /door HTTP/1.1", "Host: local host", "400", true)]
    [InlineData("POST /door HTTP/1.2", "Host: localhost", "505", true)]
    [InlineData("POST /door HTTP/2", "Host: localhost", "400", true)]
    [InlineData("POST /door", "Host: localhost", "400", true)]
    [InlineData("POST  /door HTTP/1.1", "Host: localhost", "400", true)]
    [InlineData("POST /door http/1.1", "Host: localhost", "505", true)]
    public Task The_version_and_the_host_are_the_servers(string line, string host, string answer, bool closes) => wire.AssertAsync(
        (answer == "200" ? ExpectedOutcome.Accepted(RawRequest.Type) : ExpectedOutcome.NotOurs(answer)) with { Closes = closes },
        new RawRequest { Line = line, Host = host });

    [Theory]
    [InlineData("HTTP/1.0", "Host: localhost")]
    [InlineData("HTTP/1.1", "Host: localhost\r\nConnection: close")]
    public Task A_forged_delivery_is_refused_on_a_connection_that_ends(string version, string host) => wire.AssertAsync(
        ExpectedOutcome.Refused(401, "signature_mismatch").Closing,
        new RawRequest { Line = $"POST /door {version}", Host = host, Headers = Forged });

    [Fact]
    public Task Chunks_in_HTTP_1_0_are_no_body() => wire.AssertAsync(
        ExpectedOutcome.Accepted(RawRequest.Type).Closing,
        RawRequest.Chunked(RawRequest.Json) with { Line = "POST /door HTTP/1.0" });

    [Fact]
    public Task A_body_longer_than_its_length_is_the_next_request() => wire.AssertAsync(
        ExpectedOutcome.Refused(401, "signature_mismatch") + ExpectedOutcome.NotOurs("400").Closing,
        new RawRequest { Framing = "Content-Length: 10", Signed = RawRequest.Json + "\r\n\r\n" });

    [Fact]
    public Task What_follows_the_signed_bytes_is_the_next_request() => wire.AssertAsync(
        ExpectedOutcome.Accepted(RawRequest.Type) + ExpectedOutcome.Refused(401, "signature_mismatch"),
        $"{new RawRequest()}{new RawRequest { Headers = Forged }}");

    [Fact]
    public Task A_body_shorter_than_its_length_is_refused_when_the_client_finishes() => wire.AssertAsync(
        ExpectedOutcome.Refused(400, "body_broken").Unanswered,
        async connection =>
        {
            await connection.SendAsync($"{new RawRequest { Framing = "Content-Length: 30" }}");
            connection.Finish();
        });

    public static TheoryData<string> Pipelines =>
        ["good good", "good forged", "forged good", "forged forged", "chunked forged chunked", "unsigned good", "good unmarked good", "forged unmarked", "good unreadable good", "good missing forged good"];

    [Theory]
    [MemberData(nameof(Pipelines))]
    public async Task Pipelined_requests_are_answered_each_for_itself(string pipeline)
    {
        var sent = pipeline.Split(' ').Select(name => s_pipelined[name]).ToArray();
        var outcome = sent.Select(one => one.Outcome).Aggregate((first, second) => first + second);

        var answers = await wire.AssertAsync(outcome, string.Concat(sent.Select(one => one.Request)));

        Assert.Equal(sent.Select(one => one.Body), answers.Select(answer => answer.Body));
    }

    [Fact]
    public Task A_second_request_inside_the_body_is_body() => wire.AssertAsync(
        ExpectedOutcome.Unreadable,
        new RawRequest { Signed = $"{new RawRequest()}" });

    [Fact]
    public Task An_unread_body_of_a_refused_request_is_not_the_next_request() => wire.AssertAsync(
        ExpectedOutcome.Refused(401, "signature_missing"),
        new RawRequest { Headers = "", Signed = $"{new RawRequest()}" });

    [Theory]
    [InlineData("Content-Length: 29", RawRequest.Json)]
    [InlineData("Transfer-Encoding: chunked", "1d\r\n" + RawRequest.Json + "\r\n0\r\n\r\n")]
    public Task Continue_is_said_to_a_request_with_good_headers(string framing, string body) => wire.AssertAsync(
        ExpectedOutcome.NotOurs("100") + ExpectedOutcome.Accepted(RawRequest.Type),
        async connection =>
        {
            await connection.SendAsync(new RawRequest { Framing = $"{framing}\r\nExpect: 100-continue" }.Head);
            await connection.WaitForAnswerAsync();
            await connection.SendAsync(body);
        });

    // A client that waits for it does not send its body, but its next request, which the server would read as that body.
    [Theory]
    [InlineData("POST /door HTTP/1.1", "X-None: 1", 401, "signature_missing")]
    [InlineData("POST /door HTTP/1.1", "x-signature: {hex}", 401, "algorithm_missing")]
    [InlineData("POST /any-method HTTP/1.1", "X-None: 1", 401, "signature_missing")]
    [InlineData("PUT /any-method HTTP/1.1", RawRequest.Signature, 405, "method_not_allowed")]
    [InlineData("POST /door HTTP/1.1", RawRequest.Signature + "\r\nContent-Encoding: gzip", 415, "body_encoded")]
    public async Task Continue_is_not_said_to_a_request_that_its_headers_refuse(string line, string headers, int status, string reason)
    {
        foreach (var framing in new[] { "Content-Length: 500", "Transfer-Encoding: chunked" })
        {
            var answers = await wire.AssertAsync(
                ExpectedOutcome.Refused(status, reason).Closing,
                async connection =>
                {
                    await connection.SendAsync(new RawRequest { Line = line, Headers = headers, Framing = $"{framing}\r\nExpect: 100-continue" }.Head);
                    await connection.WaitForAnswerAsync();
                    await connection.TrySendAsync($"{new RawRequest()}");
                });
            Assert.Contains("\r\nConnection: close\r\n", Assert.Single(answers).Head, StringComparison.Ordinal);
        }
    }

    // Not ours: the body comes after all, is read away, and the connection goes on.
    [Theory]
    [InlineData("POST /nowhere HTTP/1.1", 404)]
    [InlineData("PUT /door HTTP/1.1", 405)]
    public Task Continue_is_not_said_to_a_request_for_no_endpoint(string line, int status) => wire.AssertAsync(
        ExpectedOutcome.Of(status, null),
        async connection =>
        {
            await connection.SendAsync(new RawRequest { Line = line, Framing = "Content-Length: 29\r\nExpect: 100-continue" }.Head);
            await connection.WaitForAnswerAsync();
            await connection.SendAsync(RawRequest.Json);
        });

    // Whatever a refusal leaves of a body is not read as the next request.
    [Theory]
    [InlineData("X-None: 1", 401, "signature_missing", "Content-Length: 29", RawRequest.Json)]
    [InlineData("X-None: 1", 401, "signature_missing", "Transfer-Encoding: chunked", "1d\r\n" + RawRequest.Json + "\r\n0\r\n\r\n")]
    [InlineData(RawRequest.Signature + "\r\nContent-Encoding: gzip", 415, "body_encoded", "Content-Length: 29", RawRequest.Json)]
    [InlineData("x-signature: {forged}\r\n" + RawRequest.Algorithm, 401, "signature_mismatch", "Content-Length: 29", RawRequest.Json)]
    public Task The_body_of_a_refused_request_is_not_the_next_request(string headers, int status, string reason, string framing, string body) => wire.AssertAsync(
        ExpectedOutcome.Refused(status, reason) + ExpectedOutcome.Accepted(RawRequest.Type),
        $"{new RawRequest { Headers = headers, Framing = framing, Body = body }}{new RawRequest()}");

    [Fact]
    public Task Continue_is_not_said_to_a_length_over_the_limit() => wire.AssertAsync(
        ExpectedOutcome.Refused(413, "body_too_large"),
        async connection =>
        {
            await connection.SendAsync(new RawRequest { Framing = "Content-Length: 10000000\r\nExpect: 100-continue" }.Head);
            await connection.WaitForAnswerAsync();
            connection.Finish();
        });

    [Fact]
    public Task An_unknown_expectation_is_no_matter() => wire.AssertAsync(
        ExpectedOutcome.Accepted(RawRequest.Type),
        new RawRequest { Framing = "Content-Length: 29\r\nExpect: 200-ok" });
}
