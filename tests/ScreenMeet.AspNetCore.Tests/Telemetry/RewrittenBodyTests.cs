using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Tests.Telemetry;

// Something in front of the application reads the JSON and writes it again, so that the signature does not match any more.
public sealed class RewrittenBodyTests
{
    private const string Hint = "The request is genuine, because the signature matches its JSON without white space";

    // What ScreenMeet signs.
    private const string Sent =
        """[{"type":"session-note","id":"fBjiPO","label":"Prüfung – naïve ☂ 日本 😀 <b>\"a/b\\c\"\n\u0001</b>","seconds":12.50,"stats":{"x":[],"y":{},"z":[1,-2e3,true,false,null,""]}},[],{},7]""";

    private static readonly Dictionary<string, Func<string, string>> s_rewritings = new()
    {
        ["indented"] = json => JsonNode.Parse(json)!.ToJsonString(new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }),
        ["as .NET escapes"] = json => JsonSerializer.Serialize(JsonNode.Parse(json)),
        ["with escaped slashes"] = json => json.Replace("/", "\\/", StringComparison.Ordinal),
        ["with a line break at its end"] = json => json + "\r\n",
        ["with blanks"] = json => json.Replace(",\"", ", \"", StringComparison.Ordinal).Replace("\":", "\" : ", StringComparison.Ordinal),
        ["with a byte order mark"] = json => "\uFEFF" + json,
    };

    public static TheoryData<string> Rewritings => [.. s_rewritings.Keys];

    [Theory]
    [MemberData(nameof(Rewritings))]
    public async Task A_body_that_was_written_again_is_refused_and_the_log_says_so(string rewriting)
    {
        await using var receiver = await Receiver.StartAsync();

        using var response = await receiver.SendAsync(Changed(s_rewritings[rewriting](Sent)));

        Assert.Equal(401, (int)response.StatusCode);
        await RefusalTests.AssertRefusedAsync(receiver, response, "body_rewritten");
        Assert.Contains(Hint, receiver.LogsOfOurs.Single(log => log.Level == LogLevel.Warning).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[")]
    [InlineData("[\"\\ud800\"]")]
    [InlineData("not JSON")]
    [InlineData("[ ]")]
    [InlineData("[ {\"type\": \"room-entered\"} ]")]
    public async Task Another_body_is_refused_without_that_hint(string body)
    {
        await using var receiver = await Receiver.StartAsync();

        using var response = await receiver.SendAsync(Changed(body));

        Assert.Equal(401, (int)response.StatusCode);
        Assert.DoesNotContain(receiver.LogsOfOurs, log => log.Message.Contains(Hint, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Bodies_are_examined_at_most_every_ten_seconds_because_anybody_can_send_them()
    {
        var (log, time) = (new RecordingLog(), new FakeTimeProvider());
        await using var pipeline = new BarePipeline(log, time);

        await pipeline.SendForgedAsync();
        await SendRewrittenAsync();
        Assert.DoesNotContain(log.Lines, line => line.Message.Contains(Hint, StringComparison.Ordinal));

        time.Advance(TimeSpan.FromSeconds(10));
        await SendRewrittenAsync();
        Assert.Contains(log.Lines, line => line.Message.Contains(Hint, StringComparison.Ordinal));

        Task SendRewrittenAsync() => pipeline.SendAsync(context =>
        {
            context.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(Sent + " "));
            context.Request.Headers["x-signature"] = Signed.Hex(Encoding.UTF8.GetBytes(Sent));
        });
    }

    private static HttpRequestMessage Changed(string body)
    {
        var request = Signed.Delivery(EntryPoints.MinimalApi, Sent);
        request.Content = Signed.Post("/", Encoding.UTF8.GetBytes(body)).Content;
        return request;
    }
}
