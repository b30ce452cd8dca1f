using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging.Testing;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.WireTests.Wires;

// A server, and the one way to judge a case: what was answered, what user code saw, what was logged, and that both the
// connection and the server go on. Nothing of that can be forgotten, or be more than the verdict says.
public partial class Wire : IAsyncLifetime
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

    public Wire()
        : this(Server.Kestrel)
    {
    }

    protected internal Wire(
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
            Application.AddTo(builder);
            _services?.Invoke(builder);
        },
        app =>
        {
            _pipeline?.Invoke(app);
            app.UseScreenMeetWebhooks();
            Application.MapTo(app);
        });

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await _receiver.DisposeAsync();
    }

    // Sends a text and reads the answers to it.
    internal Task<Answer[]> AssertAsync(Verdict verdict, string text) =>
        AssertAsync(verdict, connection => connection.SendAsync(text));

    internal Task<Answer[]> AssertAsync(Verdict verdict, Request request) => AssertAsync(verdict, $"{request}");

    internal Task<Answer[]> AssertAsync(Verdict verdict, Func<Http1Connection, Task> exchange) => JudgeAsync(
        verdict,
        Http1Connection.OpenAsync,
        async connection =>
        {
            await exchange(connection);
            var answers = new Answer[verdict.Answers.Length];
            for (var i = 0; i < answers.Length; i++)
            {
                answers[i] = await connection.ReadAsync();
            }

            return answers;
        });

    // Over HTTP/2 a case reads the answers itself, in the order that it wants.
    internal Task<Answer[]> AssertAsync(Verdict verdict, Func<Http2Connection, Task<Answer[]>> exchange) =>
        JudgeAsync(verdict, Http2Connection.OpenAsync, exchange);

    internal Task WaitForUserCodeAsync(int batches = 1) =>
        Poll.UntilAsync(() => Received().Length >= batches, "user code");

    internal Task WaitForLogAsync(string name) =>
        Poll.UntilAsync(() => Logged(name) > 0, $"the log {name}");

    private async Task<Answer[]> JudgeAsync<TConnection>(
        Verdict verdict, Func<Uri, Task<TConnection>> open, Func<TConnection, Task<Answer[]>> exchange)
        where TConnection : IConnection
    {
        _receiver.Services.GetFakeLogCollector().Clear();
        _judged = _receiver.Inbox.Received.Count;
        var connections = 1;
        Answer[] answers;
        using (var connection = await open(_receiver.Address))
        {
            answers = await exchange(connection);
            Assert.Equal(verdict.Answers, answers.Select(answer => answer.Outcome));
            Assert.All(answers.Where(answer => answer.Outcome == "401"), AssertTellsNothing);
            if (verdict.Closes)
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
        Assert.Equal([.. verdict.Received, Next], Received());
        Assert.Equal(verdict.Reasons, _receiver.LogsOfOurs.Select(log => log.GetStructuredStateValue("Reason")).OfType<string>());
        Assert.Equal(verdict.Errors, Errors());

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
    private static void AssertTellsNothing(Answer answer)
    {
        Assert.Equal("", answer.Body);
        Assert.Contains(Volatile().Replace(answer.Head, ""), new[] { "", Unauthorized });
    }

    [GeneratedRegex("(Date|Connection): [^\r]*\r\n")]
    private static partial Regex Volatile();

    // What user code saw of this case.
    private string[] Received() =>
        [.. _receiver.Inbox.Received.Skip(_judged).Select(events => string.Join(' ', events.Select(e => e.Type)))];

    private int Logged(string name) => _receiver.Logs.Count(log => log.Id.Name == name);

    private string?[] Errors() => [.. _receiver.Logs.Where(log => log.Level >= LogLevel.Error).Select(log => log.Id.Name)];
}
