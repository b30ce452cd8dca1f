using ScreenMeet.AspNetCore.WireTests.Harness;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.WireTests;

public sealed class RoutingTests(WireServer wire) : IClassFixture<WireServer>
{
    private const string Forged = "x-signature: {forged}\r\n" + RawRequest.Algorithm;

    [Theory]
    [InlineData("POST", "")]
    [InlineData("POST", RawRequest.Signature)]
    [InlineData("POST", Forged)]
    [InlineData("POST", "x-signature: \"\r\nx-signature: \"")]
    [InlineData("PUT", Forged)]
    [InlineData("POST", "Content-Encoding: unknown\r\n" + Forged)]
    public async Task An_endpoint_without_a_mark_is_left_alone(string method, string headers)
    {
        var answers = await wire.AssertAsync(ExpectedOutcome.NotOurs("200"), new RawRequest { Line = $"{method} /unmarked HTTP/1.1", Headers = headers });
        Assert.Equal("unmarked: " + RawRequest.Json, Assert.Single(answers).Body);
    }

    [Theory]
    [InlineData("/door/")]
    [InlineData("/DOOR")]
    [InlineData("/dOOr")]
    [InlineData("/%64oor")]
    [InlineData("/d%6For")]
    [InlineData("/./door")]
    [InlineData("/other/../door")]
    [InlineData("/unmarked/%2e%2e/door")]
    [InlineData("/door?x-signature=1")]
    [InlineData("/door?")]
    [InlineData("/door?a=%00&a=%ff")]
    [InlineData("http://localhost/door")]
    [InlineData("http://localhost:80/door?a=b")]
    public async Task A_target_of_the_route_is_verified_however_it_is_written(string target)
    {
        await wire.AssertAsync(ExpectedOutcome.Accepted(RawRequest.Type), To(target) with { Host = HostOf(target) });
        await wire.AssertAsync(ExpectedOutcome.Refused(401, "signature_mismatch"), To(target) with { Host = HostOf(target), Headers = Forged });
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/nowhere")]
    [InlineData("//door")]
    [InlineData("/door//")]
    [InlineData("/door%2F")]
    [InlineData("/%2Fdoor")]
    [InlineData("/door%20")]
    [InlineData("/door;a=b")]
    [InlineData("/door%3Fa")]
    [InlineData("/door/door")]
    [InlineData("/door\\")]
    public Task A_target_that_is_no_route_is_not_found_however_well_it_is_signed(string target) =>
        wire.AssertAsync(ExpectedOutcome.NotOurs("404"), To(target));

    [Theory]
    [InlineData("*", "405")]
    [InlineData("door", "405")]
    [InlineData("localhost:80", "405")]
    [InlineData("/%00door", "400")]
    [InlineData("/door\u00fc", "400")]
    [InlineData("http://elsewhere/door", "400")]
    [InlineData("http://", "400")]
    public Task What_is_no_target_is_refused_by_the_server(string target, string answer) =>
        wire.AssertAsync(ExpectedOutcome.NotOurs(answer).Closing, To(target));

    [Fact]
    public Task The_whole_servers_options_are_not_found() =>
        wire.AssertAsync(ExpectedOutcome.NotOurs("404"), new RawRequest { Line = "OPTIONS * HTTP/1.1" });

    [Theory]
    [InlineData("/other", "{other}", null)]
    [InlineData("/other", "{hex}", "signature_mismatch")]
    [InlineData("/other", "{previous}", "signature_mismatch")]
    [InlineData("/door", "{other}", "signature_mismatch")]
    public Task A_name_has_its_own_key(string path, string signature, string? reason) => wire.AssertAsync(
        ExpectedOutcome.Of(reason is null ? 200 : 401, reason),
        To(path) with { Headers = $"x-signature: {signature}\r\n{RawRequest.Algorithm}" });

    private static RawRequest To(string target) => new() { Line = $"POST {target} HTTP/1.1" };

    private static string HostOf(string target) => target.Contains(":80", StringComparison.Ordinal) ? "Host: localhost:80" : "Host: localhost";
}
