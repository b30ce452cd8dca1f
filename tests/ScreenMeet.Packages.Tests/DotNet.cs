using System.Diagnostics;
using ScreenMeet.TestHarness;

namespace ScreenMeet.Packages.Tests;

internal static class DotNet
{
    public static Task<string> RunAsync(string folder, params string[] arguments) => Commands.RunAsync(Start(folder, arguments));

    // Leaves no process behind, and does not depend on what was published about packages since.
    public static ProcessStartInfo Start(string folder, params string[] arguments) => new("dotnet", arguments)
    {
        WorkingDirectory = folder,
        Environment =
        {
            ["DOTNET_CLI_UI_LANGUAGE"] = "en",
            ["DOTNET_CLI_USE_MSBUILD_SERVER"] = "false",
            ["MSBUILDDISABLENODEREUSE"] = "1",
            ["NuGetAudit"] = "false",
            ["UseSharedCompilation"] = "false",
        },
    };
}
