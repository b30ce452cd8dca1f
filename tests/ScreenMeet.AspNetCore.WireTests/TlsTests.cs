using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using ScreenMeet.AspNetCore.WireTests.Harness;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.WireTests;

// ScreenMeet posts to https alone. Whoever can connect can also break TLS where a body should come.
public sealed class TlsTests(TlsTests.TlsServer wire) : IClassFixture<TlsTests.TlsServer>
{
    private const string Declared = "Content-Length: 29";
    private const string Chunked = "Transfer-Encoding: chunked";
    private const string Buffered = "\r\nX-Buffer: 1";

    // Of application data in TLS 1.2 and 1.3, with 16 bytes to come.
    private static readonly byte[] s_head = [23, 3, 3, 0, 16];

    public static TheoryData<string, string> Beginnings => new()
    {
        { Declared, "" },
        { Declared, "[{\"type\"" },
        { Declared + Buffered, "" },
        { Chunked, "" },
        { Chunked, "1d\r\n[{\"type\"" },
        { Chunked + Buffered, "1d\r\n[{\"type\"" },
    };

    [Fact]
    public Task A_delivery_is_accepted_and_a_forged_one_refused() => wire.AssertAsync(
        ExpectedOutcome.Accepted(RawRequest.Type) + ExpectedOutcome.Refused(401, "signature_mismatch"),
        $"{new RawRequest()}{new RawRequest { Headers = "x-signature: {forged}\r\n" + RawRequest.Algorithm }}");

    [Theory]
    [MemberData(nameof(Beginnings))]
    public Task A_record_that_is_forged_in_the_body_leaves_no_error(string framing, string body) => AssertBrokenAsync(
        framing,
        body,
        connection => connection.SendBareAsync([.. s_head, .. new byte[16]]));

    [Theory]
    [MemberData(nameof(Beginnings))]
    public Task A_record_that_is_cut_in_the_body_leaves_no_error(string framing, string body) => AssertBrokenAsync(
        framing,
        body,
        async connection =>
        {
            await connection.SendBareAsync(s_head);
            connection.Finish();
        });

    [Theory]
    [MemberData(nameof(Beginnings))]
    public Task A_reset_in_the_body_leaves_no_error(string framing, string body) => AssertBrokenAsync(
        framing,
        body,
        connection =>
        {
            connection.Reset();
            return Task.CompletedTask;
        });

    private Task<RawAnswer[]> AssertBrokenAsync(string framing, string body, Func<Http1Connection, Task> breakOff) => wire.AssertAsync(
        ExpectedOutcome.Refused(400, "body_broken").Unanswered,
        async connection =>
        {
            await connection.SendAsync($"{new RawRequest { Framing = framing, Body = body }}");
            await wire.WaitForLogAsync("RequestBodyStart");
            await breakOff(connection);
        });

    public sealed class TlsServer() : WireServer(
        services: builder => builder.Services.Insert(0, ServiceDescriptor.Singleton<IConfigureOptions<KestrelServerOptions>>(
            new ConfigureOptions<KestrelServerOptions>(kestrel => kestrel.ConfigureEndpointDefaults(listen => listen.UseHttps(CreateCertificate()))))),
        pipeline: app => app.Use((context, next) =>
        {
            WireEndpoints.BufferIfAsked(context);
            return next(context);
        }))
    {
        private static X509Certificate2 CreateCertificate()
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            return new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256)
                .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        }
    }
}
