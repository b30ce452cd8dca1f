using System.Net;
using System.Net.Http.Headers;
using System.Text;
using ScreenMeet.TestHarness;
using ScreenMeet.Webhooks;

namespace ScreenMeet.AspNetCore.Testing.Tests;

public sealed class TestDeliveryTests
{
    private static readonly ScreenMeetEvent s_event = ScreenMeetTestEvent.Create("note");

    private static readonly ScreenMeetTestDelivery s_genuine = ScreenMeetTestDelivery.Create(Signed.Key, s_event, ScreenMeetTestEvent.Create("another"));

    public static TheoryData<string, HttpStatusCode> Deliveries => new()
    {
        { "genuine", HttpStatusCode.OK },
        { "base64", HttpStatusCode.OK },
        { "chunked", HttpStatusCode.OK },
        { "empty", HttpStatusCode.OK },
        { "unsigned", HttpStatusCode.Unauthorized },
        { "forged", HttpStatusCode.Unauthorized },
        { "forged in base64", HttpStatusCode.Unauthorized },
        { "signed with another key", HttpStatusCode.Unauthorized },
        { "another algorithm", HttpStatusCode.Unauthorized },
        { "without an algorithm", HttpStatusCode.Unauthorized },
        { "not an array", HttpStatusCode.BadRequest },
        { "not JSON", HttpStatusCode.BadRequest },
    };

    [Theory]
    [MemberData(nameof(Deliveries))]
    public async Task A_receiver_answers_each_kind_of_delivery_as_its_name_says(string kind, HttpStatusCode expected)
    {
        await using var receiver = await Receiver.StartAsync(Server.Kestrel);

        using var response = await receiver.SendAsync(Make(kind).ToRequest(EntryPoints.MinimalApi));

        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public void The_headers_are_those_that_ScreenMeet_sends()
    {
        using var request = s_genuine.ToRequest("/webhooks/screenmeet");
        using var chunked = s_genuine.Chunked().ToRequest("/webhooks/screenmeet");

        Assert.Equal(HttpMethod.Post, request.Method);
        Assert.Equal(new MediaTypeHeaderValue("text/plain"), request.Content!.Headers.ContentType);
        Assert.Equal([Signed.Hex(s_genuine.Body.ToArray()).ToLowerInvariant()], request.Headers.GetValues("x-signature"));
        Assert.Equal(["sha256"], request.Headers.GetValues("x-signature-algo"));
        Assert.Null(request.Headers.TransferEncodingChunked);
        Assert.True(chunked.Headers.TransferEncodingChunked);
        Assert.Equal(Convert.ToBase64String(Signed.Mac(s_genuine.Body.ToArray())), s_genuine.InBase64().Signature);
    }

    // Otherwise a test that expects a refusal would post a genuine delivery.
    [Fact]
    public void What_is_wrong_adds_up_in_any_order()
    {
        var body = s_genuine.Body.ToArray();

        Assert.Equal(s_genuine.InBase64().Forged().Signature, s_genuine.Forged().InBase64().Signature);
        Assert.NotEqual(Convert.ToBase64String(Signed.Mac(body)), s_genuine.Forged().InBase64().Signature);
        Assert.Null(s_genuine.Unsigned().InBase64().Forged().SignedWith(Signed.PreviousKey).Signature);
        Assert.NotEqual(s_genuine.Signature, s_genuine.Forged().WithRawBody(body).Signature);
        Assert.Equal(s_genuine.SignedWith(Signed.PreviousKey).InBase64().Signature, s_genuine.InBase64().SignedWith(Signed.PreviousKey).Signature);
    }

    [Theory]
    [InlineData("test-key")]
    [InlineData(" ")]
    [InlineData("")]
    [InlineData(null)]
    public async Task Text_that_cannot_be_a_key_is_refused_where_it_is_given(string? text)
    {
        using var client = new HttpClient();

        Assert.Equal("signingKey", Assert.ThrowsAny<ArgumentException>(() => ScreenMeetTestDelivery.Create(text!)).ParamName);
        Assert.Equal("signingKey", Assert.ThrowsAny<ArgumentException>(() => s_genuine.SignedWith(text!)).ParamName);
        Assert.Equal("signingKey", (await Assert.ThrowsAnyAsync<ArgumentException>(() => client.PostScreenMeetAsync("http://localhost/", text!))).ParamName);
    }

    [Fact]
    public void An_unsigned_delivery_has_neither_header()
    {
        using var request = s_genuine.Unsigned().ToRequest("/webhooks/screenmeet");

        Assert.False(request.Headers.Contains("x-signature"));
        Assert.False(request.Headers.Contains("x-signature-algo"));
    }

    [Fact]
    public void The_body_is_the_array_of_the_events_own_bytes()
    {
        var odd = ScreenMeetTestEvent.FromJson("""{ "odd": 1e2 }""");
        var made = new ScreenMeetEvent { Type = "made", SessionId = "HUiUti" };

        Assert.Equal("""[{ "odd": 1e2 },{"type":"made","id":"HUiUti"}]""", Encoding.UTF8.GetString(ScreenMeetTestDelivery.Create(Signed.Key, odd, made).Body.Span));
        Assert.Equal("[]", Encoding.UTF8.GetString(ScreenMeetTestDelivery.Create(Signed.Key).Body.Span));
    }

    [Fact]
    public void A_changed_delivery_leaves_the_first_one_as_it_is()
    {
        var signature = s_genuine.Signature;

        Assert.NotEqual(signature, s_genuine.Forged().Signature);
        Assert.NotEqual(signature, s_genuine.SignedWith(Signed.PreviousKey).Signature);
        Assert.Null(s_genuine.Unsigned().Signature);
        Assert.Equal(signature, s_genuine.Signature);
    }

    [Fact]
    public void The_body_makes_a_delivery_for_handlers()
    {
        var delivery = ScreenMeetDelivery.FromVerifiedBody(s_genuine.Body.Span);

        Assert.Equal(["note", "another"], delivery.Select(e => e.Type));
    }

    [Fact]
    public async Task A_client_posts_events_in_one_call()
    {
        await using var receiver = await Receiver.StartAsync();

        using var one = await receiver.Client.PostScreenMeetAsync(EntryPoints.MinimalApi, Signed.Key, s_event);
        using var story = await receiver.Client.PostScreenMeetAsync(EntryPoints.MinimalApi, Signed.Key, ScreenMeetStory.Live().Events, TestContext.Current.CancellationToken);
        using var forged = await receiver.Client.PostScreenMeetAsync(EntryPoints.MinimalApi, Signed.PreviousKey, s_event);

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.Unauthorized], new[] { one, story, forged }.Select(response => response.StatusCode));
        Assert.Equal([[s_event.Fingerprint], [.. ScreenMeetStory.Live().Events.Select(e => e.Fingerprint)]], receiver.ReceivedEvents.Batches.Select(batch => batch.Select(e => e.Fingerprint).ToArray()));
    }

    [Fact]
    public void The_package_depends_on_the_events_alone() =>
        Assert.Equal(
            ["ScreenMeet.Webhooks"],
            typeof(ScreenMeetTestDelivery).Assembly.GetReferencedAssemblies().Select(assembly => assembly.Name!).Where(name => !name.StartsWith("System.") && !name.StartsWith("Microsoft.")));

    private static ScreenMeetTestDelivery Make(string kind) => kind switch
    {
        "genuine" => s_genuine,
        "base64" => s_genuine.InBase64(),
        "chunked" => s_genuine.Chunked(),
        "empty" => ScreenMeetTestDelivery.Create(Signed.Key),
        "unsigned" => s_genuine.Unsigned(),
        "forged" => s_genuine.Forged(),
        "forged in base64" => s_genuine.InBase64().Forged(),
        "signed with another key" => s_genuine.SignedWith(Signed.PreviousKey),
        "another algorithm" => s_genuine.WithAlgorithm("sha1"),
        "without an algorithm" => s_genuine.WithAlgorithm(null),
        "not an array" => s_genuine.WithRawBody("{}"),
        _ => s_genuine.WithRawBody([0xFF, 0x00]),
    };
}
