using ScreenMeet.AspNetCore.WireTests.Harness;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.WireTests;

public sealed class SizeTests(SizeTests.LimitedServer wire) : IClassFixture<SizeTests.LimitedServer>
{
    private const int Limit = 2000;

    // More than the buffers of both sockets take.
    private const int Flood = 64 << 20;

    [Theory]
    [InlineData("/door", Limit)]
    [InlineData("/door", Limit - 1)]
    [InlineData("/larger", Limit)]
    [InlineData("/unlimited", Limit)]
    [InlineData("/small", WireEndpoints.SmallLimit)]
    public async Task A_body_up_to_the_limit_is_accepted(string path, int size)
    {
        await wire.AssertAsync(ExpectedOutcome.Accepted(RawRequest.Type), Declared(path, size));
        await wire.AssertAsync(ExpectedOutcome.Accepted(RawRequest.Type), InChunks(path, size, 1000));
        await wire.AssertAsync(ExpectedOutcome.Accepted(RawRequest.Type), InChunks(path, size, 1));
    }

    [Theory]
    [InlineData("/door", Limit + 1)]
    [InlineData("/larger", Limit + 1)]
    [InlineData("/unlimited", Limit + 1)]
    [InlineData("/small", WireEndpoints.SmallLimit + 1)]
    [InlineData("/door", 50 * Limit)]
    public async Task A_body_over_the_limit_is_refused_with_413(string path, int size)
    {
        await wire.AssertAsync(ExpectedOutcome.Refused(413, "body_too_large"), Declared(path, size));
        await wire.AssertAsync(ExpectedOutcome.Refused(413, "body_too_large"), InChunks(path, size, 1000));
        await wire.AssertAsync(ExpectedOutcome.Refused(413, "body_too_large"), InChunks(path, size, 1));
    }

    // The server has read all but the last byte, as a rule, when that is sent.
    [Theory]
    [InlineData(Limit, 200, null)]
    [InlineData(Limit + 1, 413, "body_too_large")]
    public Task Each_byte_counts_whenever_it_comes(int size, int status, string? reason) => wire.AssertAsync(
        ExpectedOutcome.Of(status, reason),
        async connection =>
        {
            var body = RawRequest.Json.PadRight(size);
            await connection.SendAsync($"{new RawRequest { Framing = "Transfer-Encoding: chunked", Signed = body, Body = RawRequest.Chunks(body[..^1]) }}");
            await wire.WaitForLogAsync("RequestBodyStart");
            await Task.Delay(TimeSpan.FromMilliseconds(200), TestContext.Current.CancellationToken);
            await connection.SendAsync(RawRequest.Chunks(body[^1..]) + "0\r\n\r\n");
        });

    [Theory]
    [InlineData("2001")]
    [InlineData("10000000000")]
    [InlineData("9223372036854775807")]
    public Task A_length_over_the_limit_is_refused_before_the_body_comes(string length) => wire.AssertAsync(
        ExpectedOutcome.Refused(413, "body_too_large"),
        async connection =>
        {
            await connection.SendAsync(new RawRequest { Framing = $"Content-Length: {length}", Body = "" }.Head);
            await connection.WaitForAnswerAsync();
            connection.Finish();
        });

    [Fact]
    public Task A_chunk_is_refused_as_soon_as_it_is_over_the_limit() => wire.AssertAsync(
        ExpectedOutcome.Refused(413, "body_too_large"),
        async connection =>
        {
            await connection.SendAsync($"{new RawRequest { Framing = "Transfer-Encoding: chunked", Body = $"7fffffff\r\n{new string(' ', Limit + 1)}" }}");
            await connection.WaitForAnswerAsync();
            connection.Finish();
        });

    // Before it closes a connection, the server reads what is left of the body: not for as long as it comes.
    [Theory]
    [InlineData(RawRequest.Signature, 413, "body_too_large")]
    [InlineData(RawRequest.Signature + "\r\nContent-Encoding: gzip", 400, "body_broken")]
    public Task What_comes_after_a_refusal_is_not_read_on_and_on(string headers, int status, string reason) => wire.AssertAsync(
        ExpectedOutcome.Refused(status, reason).Closing,
        async connection =>
        {
            var chunk = RawRequest.Chunks(new string(' ', 1 << 16));
            await connection.SendAsync($"{new RawRequest { Headers = headers, Framing = "Transfer-Encoding: chunked", Body = chunk }}");
            await connection.WaitForAnswerAsync();
            var sent = 0;
            while (sent < Flood && await connection.TrySendAsync(chunk))
            {
                sent += chunk.Length;
            }

            Assert.InRange(sent, 0, Flood - 1);
        });

    [Theory]
    [InlineData("[]")]
    [InlineData(" [\r\n] ")]
    [InlineData("\u00ef\u00bb\u00bf[]")]
    public Task An_array_without_events_is_delivered(string body) =>
        wire.AssertAsync(ExpectedOutcome.Accepted(""), new RawRequest { Signed = body });

    [Theory]
    [InlineData("\u00ef\u00bb\u00bf")]
    [InlineData("\u00ef\u00bb")]
    [InlineData("\u00ff\u00fe[\0]\0")]
    [InlineData(" ")]
    [InlineData("[")]
    [InlineData("0")]
    public Task A_signed_body_of_a_few_bytes_that_is_no_array_is_unreadable(string body) =>
        wire.AssertAsync(ExpectedOutcome.Unreadable, new RawRequest { Signed = body });

    [Theory]
    [InlineData("Content-Length: 0", "")]
    [InlineData("Transfer-Encoding: chunked", "0\r\n\r\n")]
    public async Task No_body_is_refused_unless_nothing_was_signed(string framing, string body)
    {
        await wire.AssertAsync(ExpectedOutcome.Refused(401, "body_empty"), new RawRequest { Framing = framing, Body = body });
        await wire.AssertAsync(ExpectedOutcome.Unreadable, new RawRequest { Framing = framing, Signed = "", Body = body });
    }

    [Theory]
    [InlineData(10L)]
    [InlineData(1_000_000_000L)]
    [InlineData(null)]
    public async Task The_servers_limit_has_no_say(long? serverLimit)
    {
        await using var server = new WireServer(
            options: webhook => webhook.MaxBodySize = Limit,
            services: builder => builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = serverLimit));
        await server.InitializeAsync();

        await server.AssertAsync(ExpectedOutcome.Accepted(RawRequest.Type), Declared("/door", Limit));
        await server.AssertAsync(ExpectedOutcome.Accepted(RawRequest.Type), InChunks("/door", Limit, 1));
        await server.AssertAsync(ExpectedOutcome.Refused(413, "body_too_large"), Declared("/door", Limit + 1));
        await server.AssertAsync(ExpectedOutcome.Refused(413, "body_too_large"), InChunks("/door", Limit + 1, 1));
    }

    private static RawRequest Declared(string path, int size) => new() { Line = $"POST {path} HTTP/1.1", Signed = RawRequest.Json.PadRight(size) };

    private static RawRequest InChunks(string path, int size, int chunk) =>
        RawRequest.Chunked([.. RawRequest.Json.PadRight(size).Chunk(chunk).Select(characters => new string(characters))]) with { Line = $"POST {path} HTTP/1.1" };

    public sealed class LimitedServer() : WireServer(
        options: webhook => webhook.MaxBodySize = Limit,
        services: builder => builder.Services.AddRequestDecompression(),
        pipeline: app => app.UseRequestDecompression());
}
