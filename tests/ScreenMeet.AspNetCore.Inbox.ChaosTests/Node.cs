using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Inbox.ChaosTests;

// A node in a process of its own, which is started again whenever it ends, as a service manager does.
internal sealed class Node : IAsyncDisposable
{
    private const string Listening = "Now listening on: ";
    private const int KeptLines = 200;

    private readonly string[] _arguments;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentQueue<string> _output = new();
    private readonly Task _running;

    private volatile Process? _process;
    private volatile Uri? _address;

    public Node(string name, params string[] arguments)
    {
        Name = name;
        _arguments = ["--urls", "http://127.0.0.1:0", "--ScreenMeet:SigningKey", Signed.Key, .. arguments];
        _running = Task.Run(RunAsync);
    }

    public string Name { get; }

    public int Starts { get; private set; }

    // Null while the node does not listen.
    public Uri? Address => _address;

    public string Output => string.Join('\n', _output);

    public Task WaitUntilItListensAsync() => Poll.UntilAsync(() => _address is not null, $"{Name} to listen", () => Output);

    // The process id, if the process runs.
    public int? ProcessId
    {
        get
        {
            try
            {
                return _process is { HasExited: false } process ? process.Id : null;
            }
            catch (InvalidOperationException)
            {
                return null;
            }
        }
    }

    public void Kill()
    {
        try
        {
            _process?.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }
    }

    public Task PauseAsync() => SignalAsync("STOP");

    public Task ContinueAsync() => SignalAsync("CONT");

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        var program = Path.Combine(AppContext.BaseDirectory, "InboxTestNode");
        while (!_stopping.IsCancellationRequested)
        {
            using var process = Process.Start(new ProcessStartInfo(program, _arguments)
            {
                WorkingDirectory = AppContext.BaseDirectory,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            process.OutputDataReceived += (_, line) => Read(line.Data);
            process.ErrorDataReceived += (_, line) => Read(line.Data);
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            _process = process;
            Starts++;
            try
            {
                await process.WaitForExitAsync(_stopping.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill();
                await process.WaitForExitAsync(CancellationToken.None);
            }

            _process = null;
            _address = null;
        }
    }

    private void Read(string? line)
    {
        if (line is null)
        {
            return;
        }

        _output.Enqueue(line);
        while (_output.Count > KeptLines)
        {
            _output.TryDequeue(out _);
        }

        if (line.IndexOf(Listening, StringComparison.Ordinal) is >= 0 and var start)
        {
            _address = new(line[(start + Listening.Length)..].Trim());
        }
    }

    private async Task SignalAsync(string signal)
    {
        if (ProcessId is { } id)
        {
            using var kill = Process.Start("kill", [$"-{signal}", id.ToString(CultureInfo.InvariantCulture)]);
            await kill.WaitForExitAsync(CancellationToken.None);
        }
    }
}
