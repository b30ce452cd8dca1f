using SharpFuzz;
using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

namespace ScreenMeet.AspNetCore.Fuzzing;

internal static class Program
{
    public static async Task<int> Main(string[] args)
    {
        switch (args)
        {
            // In a process of its own, which AFL++ can lose to a stack overflow or a timeout, and replace.
            case ["fuzz", var target]:
                Fuzzer.OutOfProcess.Run(input => FuzzTarget.All[target](ReadAll(input)));
                return 0;
            case ["instrument", .. var assemblies]:
                return assemblies.All(assembly => Fuzzer.Instrument(assembly, static _ => true, Options.Value).Any()) ? 0 : 1;
            default:
                return args.Contains("--server")
                    ? await TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions)
                    : await ConsoleRunner.Run(args);
        }
    }

    private static byte[] ReadAll(Stream input)
    {
        using var memory = new MemoryStream();
        input.CopyTo(memory);
        return memory.ToArray();
    }
}
