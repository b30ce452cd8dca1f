using System.Diagnostics;
using System.Text;

namespace ScreenMeet.TestHarness;

// A sample, or another application, that runs as a user runs it: in a separate process, on a free port.
public sealed class RunningSample : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();

    private RunningSample(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Append(line.Data);
        process.ErrorDataReceived += (_, line) => Append(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public Uri Address { get; private set; } = null!;

    public Process Process => _process;

    public static Task<RunningSample> StartAsync(string name, params string[] arguments)
    {
        // The tests reference the sample, so it is already built in the same configuration.
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        var project = Path.Combine(Repository.Root, "samples", name);
        return StartAsync(new ProcessStartInfo("dotnet", ["run", "--no-build", "--configuration", configuration, "--project", project, "--", "--urls", "http://127.0.0.1:0", .. arguments]));
    }

    // Starts a published sample in its folder.
    public static Task<RunningSample> StartBinaryAsync(string folder, string name, params string[] arguments) =>
        StartAsync(new ProcessStartInfo(Path.Combine(folder, name), ["--environment", "Development", "--urls", "http://127.0.0.1:0", .. arguments]) { WorkingDirectory = folder });

    // An application that is not a server has no address.
    public static async Task<RunningSample> StartWorkerAsync(ProcessStartInfo start)
    {
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        var sample = new RunningSample(Process.Start(start)!);
        await sample.WaitForOutputAsync("Application started.");
        return sample;
    }

    public static async Task<RunningSample> StartAsync(ProcessStartInfo start)
    {
        const string Listening = "Now listening on: ";
        var sample = await StartWorkerAsync(start);
        var output = await sample.WaitForOutputAsync(Listening);

        // The line may be JSON.
        sample.Address = new Uri(output[(output.IndexOf(Listening, StringComparison.Ordinal) + Listening.Length)..].Split('\n', '"')[0].Trim());
        return sample;
    }

    public async Task<string> WaitForOutputAsync(params string[] texts)
    {
        var output = "";
        await Poll.UntilAsync(HasArrived, $"{string.Join(", ", texts)} in the output", () => output);
        return output;

        bool HasArrived()
        {
            // This is checked before the output is read, so that the output is complete if the process has ended.
            var isOver = _process.HasExited;
            lock (_output)
            {
                output = _output.ToString();
            }

            var hasArrived = texts.All(text => output.Contains(text, StringComparison.Ordinal));
            Assert.True(hasArrived || !isOver, $"The process has ended without {string.Join(", ", texts)} in its output:\n{output}");
            return hasArrived;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        _process.Dispose();
    }

    private void Append(string? line)
    {
        lock (_output)
        {
            _output.Append(line).Append('\n');
        }
    }
}
