using System.Diagnostics;

namespace ScreenMeet.TestHarness;

public static class Commands
{
    // Skips the test on a machine without the commands. They are always installed in CI.
    public static void Require(params string[] names)
    {
        var directories = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        var missing = names.Where(name => !directories.Any(directory => File.Exists(Path.Combine(directory, name)))).ToArray();
        Assert.SkipUnless(missing.Length == 0, $"This needs {string.Join(" and ", missing)} on the PATH.");
    }

    public static Task<string> RunAsync(string command, params string[] arguments) => RunAsync(new ProcessStartInfo(command, arguments));

    public static async Task<string> RunAsync(ProcessStartInfo start)
    {
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        using var process = Process.Start(start)!;
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(TimeSpan.FromMinutes(8));
        await using var end = timeout.Token.Register(() => process.Kill(entireProcessTree: true));
        var error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        var output = await process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        await process.WaitForExitAsync(CancellationToken.None);
        Assert.False(timeout.IsCancellationRequested, $"{start.FileName} took too long: {output}");
        Assert.True(process.ExitCode == 0, output + await error);
        return output;
    }
}
