using System.Diagnostics;
using ScreenMeet.TestHarness;

namespace ScreenMeet.Cli.Tests;

// The tool as its user starts it: a process with arguments, standard input and an environment of its own.
internal sealed class Tool : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _error;

    private Tool(Process process)
    {
        _process = process;
        _output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        _error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    public static string Library { get; } =
        Path.Combine(Repository.Root, "src", "ScreenMeet.Cli", "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0", "screenmeet.dll");

    public int Id => _process.Id;

    public static Task<ToolResult> RunAsync(params string[] arguments) => RunAsync(new ToolStart(), arguments);

    public static async Task<ToolResult> RunAsync(ToolStart start, params string[] arguments)
    {
        using var tool = Start(start, arguments);
        return await tool.WaitAsync();
    }

    public static Tool Start(ToolStart start, params string[] arguments)
    {
        var info = new ProcessStartInfo(start.Command ?? "dotnet", start.Command is null ? [Library, .. arguments] : arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = start.Folder ?? Path.GetTempPath(),
        };
        info.Environment.Remove("SCREENMEET_SIGNING_KEY");
        foreach (var (name, value) in start.Environment)
        {
            info.Environment[name] = value;
        }

        var tool = new Tool(Process.Start(info)!);
        tool._process.StandardInput.BaseStream.Write(start.Input);
        tool._process.StandardInput.Close();
        return tool;
    }

    public async Task<ToolResult> WaitAsync()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(3));
        await _process.WaitForExitAsync(limit.Token);
        return new(_process.ExitCode, await _output, await _error);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
