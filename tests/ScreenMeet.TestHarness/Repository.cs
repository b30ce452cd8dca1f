using System.Runtime.CompilerServices;

namespace ScreenMeet.TestHarness;

public static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    private static string FindRoot([CallerFilePath] string here = "")
    {
        // Deterministic builds replace the paths of source files. The search then starts at the folder of the test assembly.
        var directory = new DirectoryInfo(File.Exists(here) ? Path.GetDirectoryName(here)! : AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory!.FullName, "ScreenMeet.AspNetCore.sln")))
        {
            directory = directory.Parent;
        }

        return directory.FullName;
    }
}
