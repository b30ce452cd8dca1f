using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging.Testing;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.WireTests.Harness;

// A server, and the one way to judge a case: what was answered, what user code saw, what was logged, and that both the
// connection and the server go on. Nothing of that can be forgotten, or be more than the outcome says.
public partial class WireServer : IAsyncLifetime
{
    private const string Next = "next";
    private const string NextJson = """[{"type":"next"}]""";

    private const string Unauthorized = "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\nServer: Kestrel\r\nWWW-Authenticate: ScreenMeet-Signature\r\n\r\n";

    private readonly Server _server;
    private readonly Action<ScreenMeetWebhookOptions>? _options;
    private readonly Action<WebApplicationBuilder>? _services;
    private readonly Action<WebApplication>? _pipeline;
    private Receiver _receiver = null!;
    private int _judged;

    public WireServer()
        : this(Server.Kestrel)
    {
    }

    protected internal WireServer(
        Server server = Server.Kestrel,
        Action<ScreenMeetWebhookOptions>? options = null,
        Action<WebApplicationBuilder>? services = null,
        Action<WebApplication>? pipeline = null)
    {
        _server = server;
        _options = options;
        _services = services;
        _pipeline = pipeline;
    }

    protected IServiceProvider Services => _receiver.Services;

    public async ValueTask InitializeAsync() => _receiver = await Receiver.StartAsync(
        _server,
        webhook =>
        {
            (webhook.SigningKey, webhook.PreviousSigningKey) = (Signed.Key, Signed.PreviousKey);
            _options?.Invoke(webhook);
        },
        builder =>
        {
            WireEndpoints.AddTo(builder);
            _services?.Invoke(builder);
        },
        app =>
        {
            _pipeline?.Invoke(app);
            app.UseScreenMeetWebhooks();
            WireEndpoints.MapTo(app);
        });

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await _receiver.DisposeAsync();
    }

    // Sends a text and reads the answers to it.
    internal Task<RawAnswer[]> AssertAsync(ExpectedOutcome outcome, string text) =>
        AssertAsync(outcome, connection => connection.SendAsync(text));

    internal Task<RawAnswer[]> AssertAsync(ExpectedOutcome outcome, RawRequest request) => AssertAsync(outcome, $"{request}");

    internal Task<RawAnswer[]> AssertAsync(ExpectedOutcome outcome, Func<Http1Connection, Task> exchange) => JudgeAsync(
        outcome,
        Http1Connection.OpenAsync,
        async connection =>
        {
            await exchange(connection);
            var answers = new RawAnswer[outcome.Answers.Length];
            for (var i = 0; i < answers.Length; i++)
            {
                answers[i] = await connection.ReadAsync();
            }

            return answers;
        });

    // Over HTTP/2 a case reads the answers itself, in the order that it wants.
    internal Task<RawAnswer[]> AssertAsync(ExpectedOutcome outcome, Func<Http2Connection, Task<RawAnswer[]>> exchange) =>
        JudgeAsync(outcome, Http2Connection.OpenAsync, exchange);

    internal Task WaitForUserCodeAsync(int batches = 1) =>
        Poll.UntilAsync(() => Received().Length >= batches, "user code");

    internal Task WaitForLogAsync(string name) =>
        Poll.UntilAsync(() => Logged(name) > 0, $"the log {name}");

    private async Task<RawAnswer[]> JudgeAsync<TConnection>(
        ExpectedOutcome outcome, Func<Uri, Task<TConnection>> open, Func<TConnection, Task<RawAnswer[]>> exchange)
        where TConnection : IConnection
    {
        _receiver.Services.GetFakeLogCollector().Clear();
        _receiver.Refusals.Clear();
        _judged = _receiver.ReceivedEvents.Batches.Count;
        var connections = 1;
        RawAnswer[] answers;
        using (var connection = await open(_receiver.Address))
        {
            answers = await exchange(connection);
            Assert.Equal(outcome.Answers, answers.Select(answer => answer.Outcome));
            Assert.All(answers.Where(answer => answer.Outcome == "401"), AssertTellsNothing);
            if (outcome.Closes)
            {
                await connection.AssertEndsAsync();
                using var another = await open(_receiver.Address);
                connections++;
                await AssertGoesOnAsync(another);
            }
            else
            {
                await AssertGoesOnAsync(connection);
            }
        }

        // The end of a connection is the end of what there is to say about it.
        await Poll.UntilAsync(() => Logged("ConnectionStop") == connections, "the end of the connections");
        Assert.Equal([.. outcome.Received, Next], Received());
        Assert.Equal(outcome.Reasons, _receiver.Refusals.Reasons);
        Assert.Equal(outcome.Errors, Errors());

        // Of those that HTTP/2 does not have.
        Assert.Equal(0, Logged("InvalidResponseHeaderRemoved"));
        return answers;
    }

    private static async Task AssertGoesOnAsync(IConnection connection)
    {
        var answer = await connection.DeliverAsync(NextJson);
        Assert.Equal(("200", Next), (answer.Outcome, answer.Body));
    }

    // Every 401 is the same to the byte. An answer of HTTP/2 is a status alone.
    private static void AssertTellsNothing(RawAnswer answer)
    {
        Assert.Equal("", answer.Body);
        Assert.Contains(Volatile().Replace(answer.Head, ""), new[] { "", Unauthorized });
    }

    [GeneratedRegex("(Date|Connection): [^\r]*\r\n")]
    private static partial Regex Volatile();

    // What user code saw of this case.
    private string[] Received() =>
        [.. _receiver.ReceivedEvents.Batches.Skip(_judged).Select(events => string.Join(' ', events.Select(e => e.Type)))];

    private int Logged(string name) => _receiver.Logs.Count(log => log.Id.Name == name);

    private string?[] Errors() => [.. _receiver.Logs.Where(log => log.Level >= LogLevel.Error).Select(log => log.Id.Name)];
}
