using System.Diagnostics;

namespace ScreenMeet.AspNetCore.Inbox.Load;

// A node in a process of its own.
internal sealed class NodeProcess : IAsyncDisposable
{
    private readonly Process _process;

    private NodeProcess(Process process, Uri address)
    {
        _process = process;
        Address = address;
    }

    public Uri Address { get; }

    public TimeSpan ProcessorTime => Load.ProcessorTime.Of(_process.Id);

    public static async Task<NodeProcess> StartAsync(LoadDatabase database, string handler, string times)
    {
        var program = Path.Combine(AppContext.BaseDirectory, typeof(NodeProcess).Assembly.GetName().Name!);
        var start = new ProcessStartInfo(program, ["node", database.Kind, database.ConnectionString, handler, times])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };

        // Otherwise the runtime would optimize what is hot only after half a minute on a busy machine.
        start.Environment["DOTNET_TC_CallCountingDelayMs"] = "0";
        var process = Process.Start(start)!;
        var address = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The node did not start.");
        return new(process, new(address));
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
