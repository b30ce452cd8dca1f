using ScreenMeet.AspNetCore.WireTests.Harness;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.WireTests;

public sealed class MethodTests(WireServer wire) : IClassFixture<WireServer>
{
    private const string Lengthless = "Content-Length: 0";

    public static TheoryData<string> Methods => ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "CONNECT", "POSTS", "PO", "M-SEARCH", "PROPFIND"];

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Another_method_than_POST_is_refused_where_the_route_lets_it_through(string method)
    {
        var answers = await wire.AssertAsync(ExpectedOutcome.Refused(405, "method_not_allowed"), Send(method, "/any-method"));
        Assert.Contains("\r\nAllow: POST\r\n", Assert.Single(answers).Head, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Another_method_than_POST_is_refused_by_the_route(string method)
    {
        var answers = await wire.AssertAsync(ExpectedOutcome.NotOurs("405"), Send(method, "/door"));
        Assert.Contains("\r\nAllow: POST\r\n", Assert.Single(answers).Head, StringComparison.Ordinal);
    }

    // As routing has it.
    [Theory]
    [InlineData("post", "/door")]
    [InlineData("pOsT", "/door")]
    [InlineData("post", "/any-method")]
    public Task POST_is_read_in_any_case(string method, string path) =>
        wire.AssertAsync(ExpectedOutcome.Accepted(RawRequest.Type), Send(method, path));

    [Theory]
    [InlineData("GET")]
    [InlineData("HEAD")]
    public Task A_method_without_a_body_is_refused_as_others(string method) => wire.AssertAsync(
        ExpectedOutcome.Refused(405, "method_not_allowed"),
        new RawRequest { Line = $"{method} /any-method HTTP/1.1", Signed = "", Framing = Lengthless });

    [Theory]
    [InlineData("X-HTTP-Method-Override: POST")]
    [InlineData("X-HTTP-Method: POST")]
    [InlineData("X-Method-Override: POST")]
    public Task Another_method_is_not_overridden(string header) => wire.AssertAsync(
        ExpectedOutcome.Refused(405, "method_not_allowed"),
        new RawRequest { Line = "PUT /any-method HTTP/1.1", Headers = $"{header}\r\n{RawRequest.Signature}" });

    [Theory]
    [InlineData("X-HTTP-Method-Override: DELETE")]
    [InlineData("X-HTTP-Method: GET")]
    public Task A_POST_stays_one(string header) => wire.AssertAsync(
        ExpectedOutcome.Accepted(RawRequest.Type),
        new RawRequest { Line = "POST /any-method HTTP/1.1", Headers = $"{header}\r\n{RawRequest.Signature}" });

    [Theory]
    [InlineData("P\u0001ST")]
    [InlineData("P(ST")]
    [InlineData("")]
    public Task What_is_no_method_is_refused_by_the_server(string method) =>
        wire.AssertAsync(ExpectedOutcome.NotOurs("400").Closing, Send(method, "/any-method"));

    private static RawRequest Send(string method, string path) => new() { Line = $"{method} {path} HTTP/1.1" };
}
