using System.Globalization;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace ScreenMeet.AspNetCore.Benchmarks;

// One contender in a process of its own. It says its address, then its figures at GET /figures.
internal static class LoadServer
{
    public static async Task RunAsync(string contender, string[] args)
    {
        await using var app = Contender.Build(contender, ["--urls", "http://127.0.0.1:0", .. args]);
        app.MapGet("/figures", static () => string.Create(
            CultureInfo.InvariantCulture,
            $"{Environment.CpuUsage.TotalTime.TotalMicroseconds} {GC.GetTotalAllocatedBytes()} {GC.CollectionCount(2)}"));
        await app.StartAsync();
        Console.WriteLine(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

        // Ends with the one who started it.
        await Console.In.ReadToEndAsync();
    }
}
