using System.IO.Pipelines;
using System.Text;
using System.Text.RegularExpressions;
using CsCheck;
using ScreenMeet.TestHarness;
using ScreenMeet.Webhooks;

namespace ScreenMeet.AspNetCore.Tests;

// One request after the other, so that each has its log to itself.
public sealed partial class DeliveryPropertyTests
{
    private const int SignatureCases = 500;
    private const int OutcomeCases = 1_000;
    private const int BodyCases = 300;
    private const int RefusalCases = 600;

    // What clients and servers let through in a header.
    private static readonly Gen<char> s_strange = Gen.Char['!', '~'];

    private static readonly Gen<RandomDelivery> s_delivery = RandomDelivery.With(s_strange);

    private static readonly Gen<string> s_entryPoint = Gen.OneOf(EntryPoints.All);

    private static readonly Gen<(double[] Cuts, bool IsDeclared)> s_segments = Gen.Select(Gen.Double.Unit.Array[0, 8], Gen.Bool);

    [Theory]
    [InlineData(Server.TestServer)]
    [InlineData(Server.Kestrel)]
    [InlineData(Server.KestrelHttp2)]
    public async Task A_delivery_is_accepted_exactly_when_its_signature_decodes_to_the_HMAC_of_a_key(Server server)
    {
        await using var receiver = await StartAsync(server);
        var seen = new HashSet<string>();

        await Gen.Select(s_delivery, s_entryPoint, s_segments).SampleAsync(
            async (delivery, entryPoint, segments) =>
            {
                var before = receiver.ReceivedEvents.Batches.Count;
                using var request = Request(receiver, entryPoint, delivery, "sha256", segments);
                var outcome = await ObservedOutcome.OfAsync(receiver, request);

                var elements = RandomJson.Elements(delivery.Body);
                Assert.Equal(Expected(delivery, elements), (outcome.Status, outcome.Reason));

                // Without an event, no handler is asked.
                var runs = outcome.Reason == ObservedOutcome.Accepted && !(entryPoint == EntryPoints.Handlers && elements!.Length == 0);
                Assert.Equal(runs ? [elements!] : [], receiver.ReceivedEvents.Batches.Skip(before).Select(Texts));
                seen.Add(outcome.Reason);
            },
            iter: SignatureCases,
            threads: 1);

        Assert.Superset(new HashSet<string> { ObservedOutcome.Accepted, "signature_missing", "signature_malformed", "signature_mismatch", "body_unreadable" }, seen);
    }

    [Fact]
    public async Task The_outcome_depends_neither_on_the_segments_of_the_body_nor_on_the_server_nor_on_the_entry_point()
    {
        await using var testServer = await StartAsync(Server.TestServer, maxBodySize: 8000);
        await using var http11 = await StartAsync(Server.Kestrel, maxBodySize: 8000);
        await using var http2 = await StartAsync(Server.KestrelHttp2, maxBodySize: 8000);
        Receiver[] receivers = [testServer, http11, http2];
        var seen = new HashSet<string>();
        var algorithm = Gen.Frequency((8, Gen.Const("sha256")), (1, Gen.OneOf("", "sha1", "sha-256", "sha256,sha256", " SHA256 "))).Null(0.05);
        var encoding = Gen.OneOf("gzip", "identity", "rubbish").Null(0.9);

        await Gen.Select(s_delivery, algorithm, encoding, Gen.Select(s_segments, s_segments), Gen.Select(s_entryPoint, s_entryPoint)).SampleAsync(
            async (delivery, algorithm, encoding, segments, entryPoints) =>
            {
                var outcomes = new List<ObservedOutcome>();
                foreach (var receiver in receivers)
                {
                    using var first = Request(receiver, entryPoints.Item1, delivery, algorithm, segments.Item1, encoding);
                    using var second = Request(receiver, entryPoints.Item2, delivery, algorithm, segments.Item2, encoding);
                    var outcome = await ObservedOutcome.OfAsync(receiver, first);

                    Assert.Equal(outcome, await ObservedOutcome.OfAsync(receiver, second));
                    outcomes.Add(outcome.OnAnyServer());
                }

                seen.Add(Assert.Single(outcomes.Distinct()).Reason);
            },
            iter: OutcomeCases,
            threads: 1);

        Assert.Superset(
            new HashSet<string>
            {
                ObservedOutcome.Accepted, "signature_missing", "signature_malformed", "signature_mismatch", "algorithm_missing", "algorithm_not_supported",
                "body_encoded", "body_too_large", "body_unreadable",
            },
            seen);
    }

    [Theory]
    [InlineData(Server.TestServer)]
    [InlineData(Server.Kestrel)]
    [InlineData(Server.KestrelHttp2)]
    public async Task User_code_sees_what_was_signed_to_the_byte(Server server)
    {
        byte[] read = [];
        ScreenMeetDelivery? seen = null;
        Func<HttpRequest, Stream, Task> copy = (_, _) => Task.CompletedTask;
        var isReadFirst = false;
        var grown = 0;
        await using var receiver = await StartAsync(server, app => app.Use(async (context, next) =>
        {
            seen = context.GetScreenMeetDelivery();
            using var stream = new MemoryStream();
            await (isReadFirst ? copy(context.Request, stream) : next(context));
            await (isReadFirst ? next(context) : copy(context.Request, stream));
            read = stream.ToArray();
        }));
        var body = Gen.Select(
            Gen.OneOf("", "\ufeff"), Gen.Frequency((1, RandomJson.Array), (1, RandomJson.LongArray)), (mark, json) => Encoding.UTF8.GetBytes(mark + json));
        var genuine = RandomDelivery.With(s_strange, body).Where(delivery => delivery.Keys.Any(delivery.IsSignedWith));
        var copies = Gen.OneOf<Func<HttpRequest, Stream, Task>>((request, stream) => request.Body.CopyToAsync(stream), (request, stream) => request.BodyReader.CopyToAsync(stream));

        await Gen.Select(genuine, s_entryPoint, s_segments, copies, Gen.Bool).SampleAsync(
            async (delivery, entryPoint, segments, copyTo, readsFirst) =>
            {
                (copy, isReadFirst) = (copyTo, readsFirst);
                var before = receiver.ReceivedEvents.Batches.Count;
                using var request = Request(receiver, entryPoint, delivery, "sha256", segments);

                Assert.Equal(ObservedOutcome.Accepted, (await ObservedOutcome.OfAsync(receiver, request)).Reason);
                Assert.Equal(delivery.Body, seen!.Body.ToArray());
                Assert.Equal(delivery.Body, read);
                Assert.Equal(!delivery.IsSignedWith(delivery.Key), seen.IsSignedWithPreviousKey);

                // The entry point gets the same, unless there is nothing to hand out one by one.
                var elements = RandomJson.Elements(delivery.Body)!;
                Assert.Equal(elements, Texts(seen));
                Assert.Equal(entryPoint == EntryPoints.Handlers && seen.Count == 0 ? [] : [elements], receiver.ReceivedEvents.Batches.Skip(before).Select(Texts));
                grown += delivery.Body.Length > 4096 ? 1 : 0;
            },
            iter: BodyCases,
            threads: 1);

        // What fits the first buffer and what does not.
        Assert.InRange(grown, BodyCases / 2, BodyCases * 19 / 20);
    }

    // To the byte where the bytes can be had, and in all that a client shows of them elsewhere.
    [Theory]
    [InlineData(Server.TestServer, "401\nWWW-Authenticate: ScreenMeet-Signature\n")]
    [InlineData(Server.Kestrel, "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\nServer: Kestrel\r\nWWW-Authenticate: ScreenMeet-Signature\r\n\r\n")]
    [InlineData(Server.KestrelHttp2, "401\nServer: Kestrel\nWWW-Authenticate: ScreenMeet-Signature\nContent-Length: 0\n")]
    public async Task Every_fault_of_the_signature_gets_the_same_bytes_and_no_user_code(Server server, string refusal)
    {
        await using var receiver = await StartAsync(server);
        var (accepted, refused) = (0, 0);
        var algorithms = Gen.Frequency(
            (6, Gen.Const<string[]>(["sha256"])),
            (3, Gen.OneOf<string[]>([], [""], [" SHA256\t"], ["sha1"], ["sha-256"], ["sha256,sha256"], ["sha256", "sha256"], ["sha256", "none"])));
        var signatures = Gen.Frequency<Func<string, string[]>>(
            (6, signature => [signature]), (1, signature => [signature, signature]), (1, signature => ["", signature]), (1, _ => []));

        await Gen.Select(s_delivery, s_entryPoint, signatures, algorithms, s_segments).SampleAsync(
            async (delivery, entryPoint, write, algorithms, segments) =>
            {
                Use(receiver, delivery);
                string[] signatures = delivery.Signature is { } signature ? write(signature) : [];
                var isSigned = signatures.Length == 1
                    && algorithms.Length == 1 && algorithms[0].Trim().Equals("sha256", StringComparison.OrdinalIgnoreCase)
                    && delivery.Keys.Any(delivery.IsSignedWith);

                var before = receiver.ReceivedEvents.Batches.Count;
                var response = server == Server.Kestrel
                    ? await PostRawAsync(receiver, entryPoint, delivery.Body, segments, signatures, algorithms)
                    : await PostAsync(receiver, entryPoint, delivery.Body, segments, signatures, algorithms);
                var hasRun = receiver.ReceivedEvents.Batches.Count > before;

                if (isSigned)
                {
                    var elements = RandomJson.Elements(delivery.Body);
                    Assert.Contains(elements is null ? "400" : "200", response.Split('\n')[0], StringComparison.Ordinal);
                    Assert.Equal(elements is { Length: > 0 } || (elements is [] && entryPoint != EntryPoints.Handlers), hasRun);
                    accepted++;
                }
                else
                {
                    Assert.Equal(refusal, response);
                    Assert.False(hasRun);
                    refused++;
                }
            },
            iter: RefusalCases,
            threads: 1);

        Assert.InRange(accepted, RefusalCases / 20, RefusalCases);
        Assert.InRange(refused, RefusalCases / 20, RefusalCases);
    }

    private static (int Status, string Reason) Expected(RandomDelivery delivery, string[]? elements) => delivery switch
    {
        _ when string.IsNullOrWhiteSpace(delivery.Signature) => (401, "signature_missing"),
        { Mac: null } => (401, "signature_malformed"),
        _ when delivery.Keys.Any(delivery.IsSignedWith) => elements is null ? (400, "body_unreadable") : (200, ObservedOutcome.Accepted),
        { Body: [] } => (401, "body_empty"),
        _ => (401, "signature_mismatch"),
    };

    private static string[] Texts(IEnumerable<ScreenMeetEvent> events) => [.. events.Select(e => Encoding.UTF8.GetString(e.RawJson.Span))];

    private static async Task<string> PostAsync(
        Receiver receiver, string path, byte[] body, (double[] Cuts, bool IsDeclared) segments, string[] signatures, string[] algorithms)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new SegmentedContent(body, segments.Cuts, segments.IsDeclared) };
        var outcome = await ObservedOutcome.OfAsync(receiver, request.With("x-signature", signatures).With("x-signature-algo", algorithms));
        return $"{outcome.Status}\n{outcome.Headers}\n{outcome.Content}";
    }

    private static async Task<string> PostRawAsync(
        Receiver receiver, string path, byte[] body, (double[] Cuts, bool IsDeclared) segments, string[] signatures, string[] algorithms)
    {
        var headers = string.Concat([.. signatures.Select(s => $"x-signature: {s}\r\n"), .. algorithms.Select(a => $"x-signature-algo: {a}\r\n")]);
        var text = Encoding.Latin1.GetString(body);
        int[] ends = [.. segments.Cuts.Select(cut => (int)(cut * text.Length)).Concat([0, text.Length]).Distinct().Order()];
        var chunks = string.Concat(ends.Zip(ends.Skip(1), (start, end) => $"{end - start:x}\r\n{text[start..end]}\r\n"));
        var framed = segments.IsDeclared ? $"Content-Length: {text.Length}\r\n\r\n{text}" : $"Transfer-Encoding: chunked\r\n\r\n{chunks}0\r\n\r\n";
        using var connection = await RawConnection.OpenAsync(receiver.Address);
        await connection.SendAsync($"POST {path} HTTP/1.1\r\nHost: localhost\r\n{headers}{framed}");
        return Date().Replace(await connection.ReadResponseAsync(), "");
    }

    private static HttpRequestMessage Request(
        Receiver receiver, string entryPoint, RandomDelivery delivery, string? algorithm, (double[] Cuts, bool IsDeclared) segments, string? encoding = null)
    {
        Use(receiver, delivery);
        var request = new HttpRequestMessage(HttpMethod.Post, entryPoint) { Content = new SegmentedContent(delivery.Body, segments.Cuts, segments.IsDeclared) };
        if (encoding is not null)
        {
            request.Content.Headers.ContentEncoding.Add(encoding);
        }

        request = delivery.Signature is { } signature ? request.With("x-signature", signature) : request;
        return algorithm is null ? request : request.With("x-signature-algo", algorithm);
    }

    private static void Use(Receiver receiver, RandomDelivery delivery) =>
        receiver.Services.GetRequiredService<SettableKeys>().Keys = new(delivery.Key, delivery.PreviousKey);

    private static Task<Receiver> StartAsync(Server server, Action<WebApplication>? map = null, long maxBodySize = 1_000_000) => Receiver.StartAsync(
        server,
        options: webhook => webhook.MaxBodySize = maxBodySize,
        services: builder =>
        {
            builder.Configuration["Logging:LogLevel:Default"] = "Warning";

            // A stream that is refused before its body has come counts for some seconds, and too many of them end the others.
            builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.Http2.MaxStreamsPerConnection = 100_000);
            builder.Services.AddSingleton<SettableKeys>().AddSingleton<IScreenMeetSigningKeyProvider>(services => services.GetRequiredService<SettableKeys>());
        },
        pipeline: app =>
        {
            app.UseScreenMeetWebhooks();
            EntryPoints.Map(app);
            map?.Invoke(app);
        });

    [GeneratedRegex("Date: [^\r]*\r\n")]
    private static partial Regex Date();
}
