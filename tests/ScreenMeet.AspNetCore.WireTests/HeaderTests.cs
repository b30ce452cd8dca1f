using ScreenMeet.AspNetCore.WireTests.Harness;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.WireTests;

public sealed class HeaderTests(WireServer wire) : IClassFixture<WireServer>
{
    [Theory]
    [InlineData("x-signature: {hex}")]
    [InlineData("x-signature: {HEX}")]
    [InlineData("x-signature: {Hex}")]
    [InlineData("x-signature: {base64}")]
    [InlineData("x-signature: {base64-1}")]
    [InlineData("x-signature: {base64url}")]
    [InlineData("x-signature: {base64url-1}")]
    [InlineData("x-signature: {previous}")]
    [InlineData("X-SIGNATURE: {hex}")]
    [InlineData("X-siGnaturE: {hex}")]
    [InlineData("x-signature:{hex}")]
    [InlineData("x-signature: \t {hex} \t ")]
    [InlineData("x-signature: {hex}\r\nX-Signature-Timestamp: 1\r\nx_signature: {forged}")]
    public Task A_good_signature_is_accepted_however_it_is_written(string signature) =>
        wire.AssertAsync(ExpectedOutcome.Accepted(RawRequest.Type), new RawRequest { Headers = $"{signature}\r\n{RawRequest.Algorithm}" });

    [Theory]
    [InlineData("X-Other: {hex}", "signature_missing")]
    [InlineData("x-signature:", "signature_missing")]
    [InlineData("x-signature: \t ", "signature_missing")]
    [InlineData("x_signature: {hex}", "signature_missing")]
    [InlineData("x-signature-sha256: {hex}", "signature_missing")]
    [InlineData("x-signature: {hex}\r\nx-signature: {hex}", "signature_repeated")]
    [InlineData("x-signature: {hex}\r\nX-Signature: {hex}", "signature_repeated")]
    [InlineData("x-signature:\r\nx-signature: {hex}", "signature_repeated")]
    [InlineData("x-signature: {hex}\r\nx-signature:", "signature_repeated")]
    [InlineData("x-signature: {forged}\r\nx-signature: {hex}", "signature_repeated")]
    [InlineData("x-signature: {hex}\r\nx-signature: {forged}", "signature_repeated")]
    [InlineData("x-signature: {hex}, {hex}", "signature_malformed")]
    [InlineData("x-signature: {hex},", "signature_malformed")]
    [InlineData("x-signature: {hex};", "signature_malformed")]
    [InlineData("x-signature: {hex-1}", "signature_malformed")]
    [InlineData("x-signature: {hex}0", "signature_malformed")]
    [InlineData("x-signature: {hex-1}g", "signature_malformed")]
    [InlineData("x-signature: {hex/2} {hex/2}", "signature_malformed")]
    [InlineData("x-signature: {hex/2}", "signature_malformed")]
    [InlineData("x-signature: sha256={hex}", "signature_malformed")]
    [InlineData("x-signature: 0x{hex}", "signature_malformed")]
    [InlineData("x-signature: \"{hex}\"", "signature_malformed")]
    [InlineData("x-signature: '{base64}'", "signature_malformed")]
    [InlineData("x-signature: {base64-2}", "signature_malformed")]
    [InlineData("x-signature: {base64}=", "signature_malformed")]
    [InlineData("x-signature: {base64-2} =", "signature_malformed")]
    [InlineData("x-signature: {base64-1}%3D", "signature_malformed")]
    [InlineData("x-signature: {base64-mixed}", "signature_malformed")]
    [InlineData("x-signature: {base64-noncanonical}", "signature_malformed")]
    [InlineData("x-signature: {base64-blank}", "signature_malformed")]
    [InlineData("x-signature: {hex-1}\u0001", "signature_malformed")]
    [InlineData("x-signature: {hex}\u007f", "signature_malformed")]
    [InlineData("x-signature: {hex}\u000b", "signature_malformed")]
    [InlineData("x-signature: {forged}", "signature_mismatch")]
    [InlineData("x-signature: {other}", "signature_mismatch")]
    [InlineData("x-signature: 0000000000000000000000000000000000000000000000000000000000000000", "signature_mismatch")]
    [InlineData("x-signature: AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "signature_mismatch")]
    public Task A_fault_of_the_signature_is_refused_with_401(string signature, string reason) =>
        wire.AssertAsync(ExpectedOutcome.Refused(401, reason), new RawRequest { Headers = $"{signature}\r\n{RawRequest.Algorithm}" });

    [Theory]
    [InlineData("x-signature-algo: SHA256")]
    [InlineData("X-Signature-Algo: sHa256")]
    [InlineData("x-signature-algo:\t sha256 \t")]
    public Task The_algorithm_is_read_in_any_case(string algorithm) =>
        wire.AssertAsync(ExpectedOutcome.Accepted(RawRequest.Type), new RawRequest { Headers = $"{algorithm}\r\nx-signature: {{hex}}" });

    [Theory]
    [InlineData("X-Not-Algorithm: sha256", "algorithm_missing")]
    [InlineData("x-signature-algo:", "algorithm_missing")]
    [InlineData("x-signature-algo: sha-256", "algorithm_not_supported")]
    [InlineData("x-signature-algo: sha1", "algorithm_not_supported")]
    [InlineData("x-signature-algo: sha512", "algorithm_not_supported")]
    [InlineData("x-signature-algo: none", "algorithm_not_supported")]
    [InlineData("x-signature-algo: hmac-sha256", "algorithm_not_supported")]
    [InlineData("x-signature-algo: \"sha256\"", "algorithm_not_supported")]
    [InlineData("x-signature-algo: sha256;q=1", "algorithm_not_supported")]
    [InlineData("x-signature-algo: sha256,", "algorithm_not_supported")]
    [InlineData("x-signature-algo: sha256, sha256", "algorithm_not_supported")]
    [InlineData("x-signature-algo: sha256\r\nx-signature-algo: sha256", "algorithm_not_supported")]
    [InlineData("x-signature-algo: sha256\r\nX-SIGNATURE-ALGO: none", "algorithm_not_supported")]
    [InlineData("x-signature-algo:\r\nx-signature-algo: sha256", "algorithm_not_supported")]
    [InlineData("x-signature-algo: sha256\r\nx-signature-algo:", "algorithm_not_supported")]
    [InlineData("x-signature-algo: sha256\u0001", "algorithm_not_supported")]
    public Task A_fault_of_the_algorithm_is_refused_with_401(string algorithm, string reason) =>
        wire.AssertAsync(ExpectedOutcome.Refused(401, reason), new RawRequest { Headers = $"x-signature: {{hex}}\r\n{algorithm}" });

    [Theory]
    [InlineData("x-signature: {0}\r\nx-signature-algo: sha256", "signature_malformed")]
    [InlineData("x-signature: {{hex}}{0}\r\nx-signature-algo: sha256", "signature_malformed")]
    [InlineData("x-signature: {{hex}}\r\nx-signature-algo: sha256{0}", "algorithm_not_supported")]
    public async Task A_long_value_is_refused_with_401_and_one_over_the_servers_limit_with_431(string headers, string reason)
    {
        RawRequest Long(int length) => new() { Headers = string.Format(null, headers, new string('a', length)) };

        await wire.AssertAsync(ExpectedOutcome.Refused(401, reason), Long(10_000));
        await wire.AssertAsync(ExpectedOutcome.NotOurs("431").Closing, Long(40_000));
    }

    [Theory]
    [InlineData("x-signature : {hex}\r\nx-signature-algo: sha256")]
    [InlineData("x-signature\t: {hex}\r\nx-signature-algo: sha256")]
    [InlineData("x-signature: {hex}\r\nx-signature-algo : sha256")]
    [InlineData(" x-signature: {hex}\r\nx-signature-algo: sha256")]
    [InlineData("x-signature:\r\n {hex}\r\nx-signature-algo: sha256")]
    [InlineData("x-signature: {hex/2}\r\n\t{hex/2}\r\nx-signature-algo: sha256")]
    [InlineData("x-signature {hex}\r\nx-signature-algo: sha256")]
    [InlineData(": {hex}\r\nx-signature: {hex}\r\nx-signature-algo: sha256")]
    [InlineData("x-signature: {hex}\0\r\nx-signature-algo: sha256")]
    [InlineData("x-signature: \0{hex}\r\nx-signature-algo: sha256")]
    [InlineData("x-signature: {hex}\rx-signature-algo: sha256")]
    [InlineData("x-signature: {hex}\r\nx-signature-algo: sha256\0")]
    [InlineData("x-signature: {hex}\u00fc\r\nx-signature-algo: sha256")]
    [InlineData("x-signature: {hex}\r\nx-signature-algo: sha256\u00ff")]
    [InlineData("x-signatur\u00e9: {hex}\r\nx-signature-algo: sha256")]
    public Task What_is_no_header_is_refused_by_the_server(string headers) =>
        wire.AssertAsync(ExpectedOutcome.NotOurs("400").Closing, new RawRequest { Headers = headers });

    [Theory]
    [InlineData("x-signature: {hex}\u00c3\u00bc\r\nx-signature-algo: sha256", "signature_malformed")]
    [InlineData("x-signature: {hex}\u00c2\u00a0\r\nx-signature-algo: sha256", "signature_malformed")]
    [InlineData("x-signature: {hex-1}\u00ef\u00bc\u0091\r\nx-signature-algo: sha256", "signature_malformed")]
    [InlineData("x-signature: {hex}\r\nx-signature-algo: \u00c5\u00bfha256", "algorithm_not_supported")]
    public Task A_value_that_is_no_ascii_is_refused_with_401(string headers, string reason) =>
        wire.AssertAsync(ExpectedOutcome.Refused(401, reason), new RawRequest { Headers = headers });

    [Theory]
    [InlineData("X-Before: 1", "x-signature: {hex}\r\nx-signature-algo: sha256", "signature_missing")]
    [InlineData(RawRequest.Algorithm, "x-signature: {hex}", "signature_missing")]
    [InlineData("Trailer: x-signature\r\n" + RawRequest.Algorithm, "x-signature: {hex}", "signature_missing")]
    [InlineData("x-signature: {hex}", "x-signature-algo: sha256", "algorithm_missing")]
    [InlineData("x-signature: {forged}\r\nx-signature-algo: sha256", "x-signature: {hex}", "signature_mismatch")]
    [InlineData(RawRequest.Signature, "x-signature: {forged}", null)]
    [InlineData(RawRequest.Signature, "x-signature: {hex}\r\nx-signature-algo: none", null)]
    [InlineData(RawRequest.Signature, "Content-Encoding: gzip\r\nContent-Length: 7", null)]
    public Task Trailers_have_no_say(string headers, string trailers, string? reason) => wire.AssertAsync(
        ExpectedOutcome.Of(reason is null ? 200 : 401, reason),
        RawRequest.Chunked(RawRequest.Json) with
        {
            Headers = headers,
            Body = $"{RawRequest.Chunks(RawRequest.Json)}0\r\n{RawRequest.Sign(trailers, RawRequest.Json)}\r\n\r\n",
        });

    [Fact]
    public Task Lines_that_end_without_a_carriage_return_are_read() => wire.AssertAsync(
        ExpectedOutcome.Accepted(RawRequest.Type),
        new RawRequest().ToString().Replace("\r\n", "\n", StringComparison.Ordinal));

    [Theory]
    [InlineData(96, "200")]
    [InlineData(97, "431")]
    public Task The_server_counts_the_headers(int others, string answer) => wire.AssertAsync(
        answer == "200" ? ExpectedOutcome.Accepted(RawRequest.Type) : ExpectedOutcome.NotOurs(answer).Closing,
        new RawRequest { Headers = string.Concat(Enumerable.Range(0, others).Select(i => $"X-Other-{i}: {i}\r\n")) + RawRequest.Signature });
}
