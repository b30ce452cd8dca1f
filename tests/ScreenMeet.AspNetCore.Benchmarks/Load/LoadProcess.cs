using System.Diagnostics;
using System.Globalization;

namespace ScreenMeet.AspNetCore.Benchmarks;

// A contender's process, on the first core where there is taskset.
internal sealed class LoadProcess : IAsyncDisposable
{
    private static readonly HttpClient s_client = new();

    private readonly Process _process;

    private LoadProcess(Process process, Uri address)
    {
        _process = process;
        Address = address;
    }

    public Uri Address { get; }

    public static async Task<LoadProcess> StartAsync(string contender)
    {
        var start = OnCore(0, Environment.ProcessPath!, "serve", contender);
        (start.RedirectStandardInput, start.RedirectStandardOutput) = (true, true);

        // On one busy core the runtime would optimize what is hot only after half a minute.
        start.Environment["DOTNET_TC_CallCountingDelayMs"] = "0";
        var process = Process.Start(start)!;
        var address = await process.StandardOutput.ReadLineAsync()
            ?? throw new InvalidOperationException($"The server of '{contender}' did not start.");
        return new(process, new(address));
    }

    public static ProcessStartInfo OnCore(int core, string command, params IEnumerable<string> arguments) => File.Exists("/usr/bin/taskset")
        ? new("/usr/bin/taskset", ["--cpu-list", $"{core % Environment.ProcessorCount}", command, .. arguments])
        : new(command, arguments);

    public async Task<ServerFigures> GetFiguresAsync()
    {
        var figures = (await s_client.GetStringAsync(new Uri(Address, "/figures"))).Split(' ');
        return new(
            double.Parse(figures[0], CultureInfo.InvariantCulture),
            double.Parse(figures[1], CultureInfo.InvariantCulture),
            double.Parse(figures[2], CultureInfo.InvariantCulture));
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}

// CPU time in microseconds, allocated bytes, collections of generation 2: since the process started, or of one request.
internal readonly record struct ServerFigures(double Cpu, double Allocated, double Collections)
{
    public static ServerFigures operator -(ServerFigures left, ServerFigures right) =>
        new(left.Cpu - right.Cpu, left.Allocated - right.Allocated, left.Collections - right.Collections);

    public static ServerFigures operator /(ServerFigures figures, double requests) =>
        new(figures.Cpu / requests, figures.Allocated / requests, figures.Collections / requests);
}
