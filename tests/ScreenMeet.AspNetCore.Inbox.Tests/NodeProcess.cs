using System.Diagnostics;
using System.Net;
using ScreenMeet.InboxHarness;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Inbox.Tests;

// InboxTestNode in a process of its own.
public sealed class NodeProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly List<string> _output = [];

    private NodeProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Read(line.Data);
        process.ErrorDataReceived += (_, line) => Read(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public HttpClient Client { get; } = new();

    public int Id => _process.Id;

    public static async Task<NodeProcess> StartAsync(TestDatabase database, DirectoryInfo journal, string? timeZone = null, params string[] arguments)
    {
        var start = new ProcessStartInfo(
            Path.Combine(AppContext.BaseDirectory, "InboxTestNode"),
            [
                "--urls", "http://127.0.0.1:0", "--ScreenMeet:SigningKey", Signed.Key, "--Provider", database.IsSqlite ? "Sqlite" : "PostgreSql",
                "--ConnectionString", database.ConnectionString, "--Journal", journal.FullName, .. arguments,
            ])
        {
            WorkingDirectory = AppContext.BaseDirectory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (timeZone is not null)
        {
            start.Environment["TZ"] = timeZone;
        }

        const string listening = "Now listening on: ";
        var node = new NodeProcess(Process.Start(start)!);
        var line = await node.WaitForLineAsync(listening);
        node.Client.BaseAddress = new(line[(line.IndexOf(listening, StringComparison.Ordinal) + listening.Length)..].Trim());
        return node;
    }

    public async Task<string> WaitForLineAsync(string text)
    {
        string? found = null;
        await Poll.UntilAsync(
            () =>
            {
                lock (_output)
                {
                    return (found = _output.Find(line => line.Contains(text, StringComparison.Ordinal))) is not null;
                }
            },
            text,
            () => string.Join('\n', _output));
        return found!;
    }

    public async Task AssertStoredAsync(byte[] body)
    {
        using var response = await Client.SendAsync(Signed.Delivery(InboxNode.Path, body), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    // SIGKILL.
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    private void Read(string? line)
    {
        lock (_output)
        {
            _output.Add(line ?? "");
        }
    }
}
