using System.Net;
using System.Text;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Tests;

public sealed class RefusalTests
{
    private const string AnotherKey = "whsk_another_organization";

    private static readonly byte[] s_body = Encoding.UTF8.GetBytes(Signed.Json);
    private static readonly string s_hex = Signed.Hex(s_body);
    private static readonly string s_base64 = Convert.ToBase64String(Signed.Mac(s_body));

    // Reason → a request with that one fault. The path is set by the test.
    private static readonly Dictionary<string, (string Reason, Func<HttpRequestMessage> Request)> s_unauthorized = new()
    {
        ["no signature"] = ("signature_missing", () => Genuine().Without("x-signature")),
        ["no headers at all"] = ("signature_missing", () => Signed.Post("/", s_body)),
        ["empty signature"] = ("signature_missing", () => Genuine().Without("x-signature").With("x-signature", "")),
        ["blank signature"] = ("signature_missing", () => Genuine().Without("x-signature").With("x-signature", " \t ")),
        ["signature twice"] = ("signature_repeated", () => Genuine().With("x-signature", s_hex)),
        ["good and bad signature"] = ("signature_repeated", () => Genuine().With("x-signature", new string('0', 64))),
        ["comma-joined signatures"] = ("signature_malformed", () => WithSignature(s_hex + "," + s_hex)),
        ["short hex"] = ("signature_malformed", () => WithSignature(s_hex[..63])),
        ["long hex"] = ("signature_malformed", () => WithSignature(s_hex + "0")),
        ["bad hex digit"] = ("signature_malformed", () => WithSignature("g" + s_hex[1..])),
        ["prefix"] = ("signature_malformed", () => WithSignature("sha256=" + s_hex)),
        ["quotes"] = ("signature_malformed", () => WithSignature('"' + s_hex + '"')),
        ["inner blank"] = ("signature_malformed", () => WithSignature(s_base64[..10] + " " + s_base64[11..])),
        ["bad base64 character"] = ("signature_malformed", () => WithSignature("!" + s_base64[1..])),
        ["hex of zeros"] = ("signature_mismatch", () => WithSignature(new string('0', 64))),
        ["one changed digit"] = ("signature_mismatch", () => WithSignature(s_hex[..63] + (s_hex[63] == '0' ? '1' : '0'))),
        ["wrong key"] = ("signature_mismatch", () => Signed.Delivery("/", s_body, AnotherKey)),
        ["empty key"] = ("signature_mismatch", () => Signed.Delivery("/", s_body, "")),
        ["body with one byte changed"] = ("signature_mismatch", () => Tampered(body => body[5] ^= 1)),
        ["body with its last byte changed"] = ("signature_mismatch", () => Tampered(body => body[^1] = (byte)' ')),
        ["body of another delivery"] = ("signature_mismatch", () => Unlike("[]")),
        ["body with a blank appended"] = ("body_rewritten", () => Unlike(Signed.Json + " ")),
        ["empty body"] = ("body_empty", () => Unlike("")),
        ["no algorithm"] = ("algorithm_missing", () => Genuine().Without("x-signature-algo")),
        ["empty algorithm"] = ("algorithm_missing", () => Genuine().Without("x-signature-algo").With("x-signature-algo", "")),
        ["another algorithm"] = ("algorithm_not_supported", () => Genuine().Without("x-signature-algo").With("x-signature-algo", "sha1")),
        ["algorithm none"] = ("algorithm_not_supported", () => Genuine().Without("x-signature-algo").With("x-signature-algo", "none")),
        ["algorithm twice"] = ("algorithm_not_supported", () => Genuine().With("x-signature-algo", "sha256")),
        ["comma-joined algorithms"] = ("algorithm_not_supported", () => Genuine().Without("x-signature-algo").With("x-signature-algo", "sha256,sha256")),
        ["hyphenated algorithm"] = ("algorithm_not_supported", () => Genuine().Without("x-signature-algo").With("x-signature-algo", "sha-256")),
    };

    public static MatrixTheoryData<Server, string> Unauthorized => new(Enum.GetValues<Server>(), [.. s_unauthorized.Keys]);

    public static TheoryData<Server> Servers => AcceptanceTests.Servers;

    public static MatrixTheoryData<Server, string> ServersAndEntryPoints => AcceptanceTests.ServersAndEntryPoints;

    [Theory]
    [MemberData(nameof(Unauthorized))]
    public async Task A_fault_of_the_signature_is_refused_with_401(Server server, string fault)
    {
        await using var receiver = await Receiver.StartAsync(server);
        var (reason, createRequest) = s_unauthorized[fault];
        using var request = createRequest();
        request.RequestUri = new Uri(EntryPoints.ApiController, UriKind.Relative);

        using var response = await receiver.SendAsync(request);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);

        // On the wire, the client joins the values of a repeated header with a comma.
        var sentReason = server != Server.TestServer && reason == "signature_repeated" ? "signature_malformed" : reason;
        await AssertRefusedAsync(receiver, response, sentReason);
    }

    [Theory]
    [MemberData(nameof(ServersAndEntryPoints))]
    public async Task A_forged_delivery_is_refused_with_401_at_every_entry_point(Server server, string entryPoint)
    {
        await using var receiver = await Receiver.StartAsync(server);

        using var response = await receiver.SendAsync(Signed.Delivery(entryPoint, key: AnotherKey));

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        await AssertRefusedAsync(receiver, response, "signature_mismatch");
    }

    [Theory]
    [InlineData(Server.TestServer)]
    [InlineData(Server.Kestrel)]
    public async Task Every_401_looks_the_same(Server server)
    {
        await using var receiver = await Receiver.StartAsync(server);
        var answers = new HashSet<string>();

        foreach (var (_, createRequest) in s_unauthorized.Values)
        {
            await AddAnswerAsync(createRequest(), EntryPoints.ApiController);
        }

        foreach (var entryPoint in EntryPoints.All)
        {
            await AddAnswerAsync(Signed.Delivery("/", key: AnotherKey), entryPoint);
        }

        Assert.Contains("WWW-Authenticate: ScreenMeet-Signature", Assert.Single(answers), StringComparison.Ordinal);

        async Task AddAnswerAsync(HttpRequestMessage request, string entryPoint)
        {
            request.RequestUri = new Uri(entryPoint, UriKind.Relative);
            using var response = await receiver.SendAsync(request);
            response.Headers.Date = null;
            var content = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            answers.Add($"{response}{response.Content.Headers}{content}");
        }
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("PUT")]
    public async Task Another_method_is_refused_with_405(string method)
    {
        await using var receiver = await Receiver.StartAsync(pipeline: app =>
        {
            app.UseScreenMeetWebhooks();
            app.Map("/any", (ScreenMeetDelivery delivery, ReceivedEvents receivedEvents) => receivedEvents.Add(delivery));
        });
        using var request = Signed.Delivery("/any");
        request.Method = new HttpMethod(method);

        using var response = await receiver.SendAsync(request);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal("POST", response.Content.Headers.Allow.Single());
        await AssertRefusedAsync(receiver, response, "method_not_allowed");
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task An_encoded_body_is_refused_with_415(Server server)
    {
        await using var receiver = await Receiver.StartAsync(server);
        using var request = Signed.Delivery(EntryPoints.ApiController);
        request.Content!.Headers.ContentEncoding.Add("gzip");

        using var response = await receiver.SendAsync(request);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
        Assert.Equal("identity", response.Headers.GetValues("Accept-Encoding").Single());
        await AssertRefusedAsync(receiver, response, "body_encoded");
    }

    [Theory]
    [InlineData("identity")]
    [InlineData("identity, Identity")]
    public async Task An_encoding_that_changes_nothing_is_accepted(string encoding)
    {
        await using var receiver = await Receiver.StartAsync();
        using var request = Signed.Delivery(EntryPoints.ApiController);
        request.Content!.Headers.TryAddWithoutValidation("Content-Encoding", encoding);

        using var response = await receiver.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    // HTTP knows no other blanks around a value than spaces and tabs.
    [Theory]
    [InlineData("sha256\u00A0", "identity", HttpStatusCode.Unauthorized)]
    [InlineData("\fsha256", "identity", HttpStatusCode.Unauthorized)]
    [InlineData("sha256", "identity\u00A0", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("sha256", "\fidentity", HttpStatusCode.UnsupportedMediaType)]
    public async Task Other_white_space_is_part_of_a_value(string algorithm, string encoding, HttpStatusCode expected)
    {
        await using var receiver = await Receiver.StartAsync();
        using var request = Signed.Delivery(EntryPoints.ApiController).Without("x-signature-algo").With("x-signature-algo", algorithm);
        request.Content!.Headers.TryAddWithoutValidation("Content-Encoding", encoding);

        using var response = await receiver.SendAsync(request);

        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task An_encoded_body_without_a_signature_is_401()
    {
        await using var receiver = await Receiver.StartAsync();
        using var request = Signed.Delivery(EntryPoints.ApiController).Without("x-signature");
        request.Content!.Headers.ContentEncoding.Add("gzip");

        using var response = await receiver.SendAsync(request);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    public static MatrixTheoryData<Server, (string Json, int Offset)> Unreadable => new(
        Enum.GetValues<Server>(),
        [
            ("{}", 0), ("null", 0), ("\"[]\"", 0), ("", 0), ("hello", 0), ("[", 1), ("[{]", 2), ("[1,]", 3), ("[/**/]", 1),
            ("[1]x", 3), ("[1]\n\n[2]", 5), (new string('[', 65) + new string(']', 65), 64), ("\uFEFF{}", 3),
        ]);

    [Theory]
    [MemberData(nameof(Unreadable))]
    public async Task A_genuine_body_that_is_no_JSON_array_is_refused_with_400_and_an_Error_in_the_log(
        Server server, (string Json, int Offset) unreadable)
    {
        await using var receiver = await Receiver.StartAsync(server);

        using var response = await receiver.SendAsync(Signed.Delivery(EntryPoints.ApiController, unreadable.Json));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Empty(receiver.ReceivedEvents.Batches);
        var error = Assert.Single(receiver.Logs, log => log.Level >= LogLevel.Error);
        Assert.Equal("DeliveryUnreadable", error.Id.Name);
        Assert.Equal($"{unreadable.Offset}", error.GetStructuredStateValue("Offset"));
        Assert.Equal($"{Encoding.UTF8.GetByteCount(unreadable.Json)}", error.GetStructuredStateValue("Size"));
        Assert.Null(error.Exception);
    }

    [Fact]
    public async Task A_genuine_body_of_invalid_UTF8_is_refused_with_400()
    {
        await using var receiver = await Receiver.StartAsync();
        byte[] body = [.. "[\""u8, 0xC3, 0x28, .. "\"]"u8];

        using var response = await receiver.SendAsync(Signed.Delivery(EntryPoints.ApiController, body));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Empty(receiver.ReceivedEvents.Batches);
        Assert.Equal("2", Assert.Single(receiver.Logs, log => log.Level >= LogLevel.Error).GetStructuredStateValue("Offset"));
    }

    internal static async Task AssertRefusedAsync(Receiver receiver, HttpResponseMessage response, string reason)
    {
        Assert.Empty(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Empty(receiver.ReceivedEvents.Batches);
        receiver.AssertNoErrors();
        var warning = Assert.Single(receiver.LogsOfOurs, log => log.Level == LogLevel.Warning);
        Assert.Equal(reason, warning.GetStructuredStateValue("Reason"));
        Assert.Equal($"{(int)response.StatusCode}", warning.GetStructuredStateValue("StatusCode"));
    }

    private static HttpRequestMessage Genuine() => Signed.Delivery("/");

    private static HttpRequestMessage WithSignature(string signature) => Genuine().Without("x-signature").With("x-signature", signature);

    private static HttpRequestMessage Tampered(Action<byte[]> change)
    {
        byte[] body = [.. s_body];
        change(body);
        return Unlike(Encoding.UTF8.GetString(body));
    }

    // Signed for the genuine body, sent with another.
    private static HttpRequestMessage Unlike(string json)
    {
        var request = Genuine();
        request.Content = Signed.Post("/", Encoding.UTF8.GetBytes(json)).Content;
        return request;
    }
}
