using ScreenMeet.AspNetCore.WireTests.Harness;
using ScreenMeet.TestHarness;
using static ScreenMeet.AspNetCore.WireTests.Harness.DecompressingWireServer;

namespace ScreenMeet.AspNetCore.WireTests;

public sealed class BodyTests(WireServer wire, BodyTests.DecompressingServer decompressing) : IClassFixture<WireServer>, IClassFixture<BodyTests.DecompressingServer>
{
    private const string Forged = "x-signature: {forged}\r\n" + RawRequest.Algorithm;
    private const string Multipart = "--b\r\nContent-Disposition: form-data; name=\"events\"\r\n\r\nvalue\r\n--b--\r\n";

    // Of digits at random, so that half of it is half of the compressed bytes.
    private static readonly string s_long = $$"""[{"type":"case","label":"{{new Random(1).GetHexString(4000)}}"}]""";

    // A controller, whose value providers would read a form.
    [Theory]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=b")]
    [InlineData("multipart/form-data")]
    [InlineData("text/plain")]
    [InlineData("text/plain; charset=utf-16")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("application/json")]
    [InlineData("application/xml")]
    [InlineData("application/octet-stream")]
    [InlineData("rubbish")]
    [InlineData("; ; =")]
    [InlineData("")]
    [InlineData("text/plain\r\nContent-Type: application/x-www-form-urlencoded")]
    public async Task The_content_type_has_no_say(string contentType)
    {
        foreach (var entryPoint in new[] { "/door", EntryPoints.ApiController, EntryPoints.PlainController })
        {
            var request = new RawRequest { Line = $"POST {entryPoint} HTTP/1.1" };
            await wire.AssertAsync(ExpectedOutcome.Accepted(RawRequest.Type), request with { Headers = $"{RawRequest.Signature}\r\nContent-Type: {contentType}" });
            await wire.AssertAsync(ExpectedOutcome.Refused(401, "signature_mismatch"), request with { Headers = $"{Forged}\r\nContent-Type: {contentType}" });
        }
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded", "events=1&x-signature=2")]
    [InlineData("multipart/form-data; boundary=b", Multipart)]
    public async Task A_form_is_not_read_but_verified_as_any_body(string contentType, string body)
    {
        foreach (var entryPoint in new[] { "/door", EntryPoints.ApiController, EntryPoints.PlainController })
        {
            var request = new RawRequest { Line = $"POST {entryPoint} HTTP/1.1", Signed = body };
            await wire.AssertAsync(ExpectedOutcome.Refused(401, "signature_mismatch"), request with { Headers = $"{Forged}\r\nContent-Type: {contentType}" });
            await wire.AssertAsync(ExpectedOutcome.Unreadable, request with { Headers = $"{RawRequest.Signature}\r\nContent-Type: {contentType}" });
        }
    }

    [Theory]
    [InlineData("\u00ef\u00bb\u00bf[{\"type\":\"case\"}]", "case")]
    [InlineData("\t\r\n [ {\"type\":\"case\"} , {\"type\":\"b\"} ] \r\n", "case b")]
    [InlineData("[{\"type\":\"case\",\"n\":1e999999}]", "case")]
    [InlineData("[{\"type\":\"case\",\"seconds\":99999999999999999999999999999999999999}]", "case")]
    [InlineData("[{\"type\":\"case\",\"type\":\"case\"}]", "case")]
    [InlineData("[{\"type\":\"case\",\"label\":\"\\u0000\\ud83d\"}]", "case")]
    [InlineData("[{\"type\":\"case\"},null,1,\"x\",[]]", "case    ")]
    [InlineData("[{\"type\":\"case\",\"label\":\"\u00e6\u0097\u00a5\"}]", "case")]
    [InlineData("[{\"type\":\"case\",\"label\":\"\u007f\"}]", "case")]
    public Task A_signed_array_is_delivered_whole(string body, string types) =>
        wire.AssertAsync(ExpectedOutcome.Accepted(types), new RawRequest { Signed = body });

    [Theory]
    [InlineData("{\"type\":\"case\"}")]
    [InlineData("{\"events\":[]}")]
    [InlineData("\"[]\"")]
    [InlineData("null")]
    [InlineData("[]]")]
    [InlineData("[][]")]
    [InlineData("[] rubbish")]
    [InlineData("[]\0")]
    [InlineData("\0[]")]
    [InlineData("[{\"type\":\"case\"}")]
    [InlineData("[{\"type\":\"case\"},]")]
    [InlineData("[/**/]")]
    [InlineData("[{'type':'case'}]")]
    [InlineData("[{\"label\":\"\0\"}]")]
    [InlineData("[{\"label\":\"\n\"}]")]
    [InlineData("[{\"label\":\"\u00ff\"}]")]
    [InlineData("[{\"label\":\"\u00c0\u0080\"}]")]
    [InlineData("[{\"label\":\"\u00ed\u00a0\u00bd\"}]")]
    [InlineData("[{\"label\":\"\u00e6\u0097")]
    [InlineData("[01]")]
    [InlineData("[NaN]")]
    [InlineData("\u00ef\u00bb\u00bf\u00ef\u00bb\u00bf[]")]
    public async Task What_is_no_array_is_refused_with_400_only_when_it_is_genuine(string body)
    {
        await wire.AssertAsync(ExpectedOutcome.Unreadable, new RawRequest { Signed = body });
        await wire.AssertAsync(ExpectedOutcome.Refused(401, "signature_mismatch"), new RawRequest { Signed = body, Headers = Forged });
    }

    [Theory]
    [InlineData(64, 200, null)]
    [InlineData(65, 400, "body_unreadable")]
    [InlineData(100_000, 400, "body_unreadable")]
    public async Task Nesting_is_read_to_64_levels(int depth, int status, string? reason)
    {
        var outcome = status == 200 ? ExpectedOutcome.Accepted("") : ExpectedOutcome.Of(status, reason);
        await wire.AssertAsync(outcome, new RawRequest { Signed = new string('[', depth) + new string(']', depth) });
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    [InlineData("x-unknown")]
    [InlineData("gzip, gzip")]
    [InlineData("identity, gzip")]
    [InlineData("identity\r\nContent-Encoding: br")]
    [InlineData("identity;q=1")]
    public async Task An_encoded_body_is_refused_with_415(string encoding)
    {
        var answers = await wire.AssertAsync(
            ExpectedOutcome.Refused(415, "body_encoded"),
            new RawRequest { Headers = $"{RawRequest.Signature}\r\nContent-Encoding: {encoding}" });
        Assert.Contains("\r\nAccept-Encoding: identity\r\n", Assert.Single(answers).Head, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("identity")]
    [InlineData("Identity")]
    [InlineData("")]
    [InlineData("identity, identity")]
    [InlineData("identity\t,\tidentity")]
    [InlineData("identity,")]
    [InlineData("identity\r\nContent-Encoding: identity")]
    public Task An_encoding_that_changes_nothing_is_accepted(string encoding) => wire.AssertAsync(
        ExpectedOutcome.Accepted(RawRequest.Type),
        new RawRequest { Headers = $"{RawRequest.Signature}\r\nContent-Encoding: {encoding}" });

    [Theory]
    [InlineData("X-None: 1", "signature_missing")]
    [InlineData("x-signature: {hex-1}\r\n" + RawRequest.Algorithm, "signature_malformed")]
    [InlineData(RawRequest.Signature + "\r\nx-signature: {hex}", "signature_repeated")]
    [InlineData("x-signature: {hex}", "algorithm_missing")]
    [InlineData("x-signature: {hex}\r\nx-signature-algo: none", "algorithm_not_supported")]
    public async Task A_fault_of_the_headers_comes_before_the_encoding(string headers, string reason)
    {
        foreach (var encoding in new[] { "gzip", "identity", "rubbish" })
        {
            await wire.AssertAsync(ExpectedOutcome.Refused(401, reason), new RawRequest { Headers = $"{headers}\r\nContent-Encoding: {encoding}" });
        }
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("GZIP")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task A_compressed_body_is_read_where_the_application_decompresses(string encoding)
    {
        var sent = Compress(RawRequest.Json, encoding);
        await decompressing.AssertAsync(ExpectedOutcome.Accepted(RawRequest.Type), Encoded(encoding, sent));
        await decompressing.AssertAsync(ExpectedOutcome.Refused(401, "signature_mismatch"), Encoded(encoding, sent) with { Headers = $"{Forged}\r\nContent-Encoding: {encoding}" });

        // Whoever signs what is compressed signs something else.
        await decompressing.AssertAsync(ExpectedOutcome.Refused(401, "signature_mismatch"), Encoded(encoding, sent) with { Signed = sent });
    }

    [Theory]
    [InlineData("gzip, gzip")]
    [InlineData("x-gzip")]
    [InlineData("rubbish")]
    [InlineData("gzip\r\nContent-Encoding: gzip")]
    public Task An_encoding_that_the_application_does_not_know_is_refused_with_415(string encoding) =>
        decompressing.AssertAsync(ExpectedOutcome.Refused(415, "body_encoded"), Encoded(encoding, Compress(Compress(RawRequest.Json, "gzip"), "gzip")));

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task A_broken_compressed_body_is_refused_with_400(string encoding)
    {
        var whole = Compress(RawRequest.Json, encoding);
        await decompressing.AssertAsync(ExpectedOutcome.Refused(400, "body_broken"), Encoded(encoding, "this is not compressed at all"));
        await decompressing.AssertAsync(ExpectedOutcome.Refused(400, "body_broken"), Encoded(encoding, "\u00ff\u00ff" + whole[2..]));
    }

    // The decoders take the end of the bytes for the end of the text: it is the signature that tells.
    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public Task A_truncated_compressed_body_is_refused_with_401(string encoding) => decompressing.AssertAsync(
        ExpectedOutcome.Refused(401, "signature_mismatch"),
        Encoded(encoding, Compress(s_long, encoding)[..^(s_long.Length / 4)]) with { Signed = s_long });

    [Fact]
    public Task What_was_compressed_twice_is_no_array() => decompressing.AssertAsync(
        ExpectedOutcome.Unreadable,
        Encoded("gzip", Compress(Compress(RawRequest.Json, "gzip"), "gzip")) with { Signed = Compress(RawRequest.Json, "gzip") });

    [Theory]
    [InlineData(Limit, 200, null)]
    [InlineData(Limit + 1, 413, "body_too_large")]
    [InlineData(500 * Limit, 413, "body_too_large")]
    public async Task A_compressed_body_is_inflated_no_further_than_the_limit(int size, int status, string? reason)
    {
        var signed = RawRequest.Json.PadRight(size);
        decompressing.Inflated.Reset();
        await decompressing.AssertAsync(ExpectedOutcome.Of(status, reason), Encoded("gzip", Compress(signed, "gzip")) with { Signed = signed });

        // One read may go over it. The delivery after the case is not compressed, but counted.
        Assert.InRange(decompressing.Inflated.Count, Limit, Limit + 10_000);
    }

    private static RawRequest Encoded(string encoding, string sent) => new() { Headers = $"{RawRequest.Signature}\r\nContent-Encoding: {encoding}", Body = sent };

    public sealed class DecompressingServer() : DecompressingWireServer(Server.Kestrel);
}
