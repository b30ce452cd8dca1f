using System.Diagnostics;
using System.Globalization;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Inbox.Tests;

// A node in a process of its own, whose handler ends the process.
public sealed class CrashNode : IAsyncDisposable
{
    private readonly RunningSample _running;

    private CrashNode(RunningSample running) => _running = running;

    public bool HasEnded => _running.Process.HasExited;

    // The calls of the handler are written to a file.
    public static async Task<CrashNode> StartAsync(TestDatabase database, string calls, int maxAttempts = 10, bool crashes = true) => new(
        await RunningSample.StartBinaryAsync(
            AppContext.BaseDirectory,
            "InboxCrashNode",
            [
                "--ScreenMeet:SigningKey", Signed.Key,
                "--ConnectionStrings:Database", database.ConnectionString,
                "--Calls", calls,
                "--Crash", crashes.ToString(),
                "--Inbox:MaxAttempts", maxAttempts.ToString(CultureInfo.InvariantCulture),
                "--Inbox:MinRetryDelay", "00:00:00.1",
                "--Inbox:PollingInterval", "00:00:00.1",
            ]));

    public async Task AssertStoredAsync(byte[] body)
    {
        using var client = new HttpClient { BaseAddress = _running.Address };
        using var response = await client.SendAsync(Signed.Delivery(InboxNode.Path, body), TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode);
    }

    public Task WaitForEndAsync() => Poll.UntilAsync(() => HasEnded, "the end of the process");

    public async Task TerminateAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", _running.Process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, kill.ExitCode);
    }

    public ValueTask DisposeAsync() => _running.DisposeAsync();
}
