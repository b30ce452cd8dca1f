using System.Text.RegularExpressions;
using ScreenMeet.TestHarness;

namespace ScreenMeet.Cli.Tests;

// The tool as its user gets it: installed from the packed file, and pointed at a sample.
public sealed partial class PackedToolTests
{
    [Fact]
    public async Task The_packed_tool_installs_and_drives_the_sample_as_the_README_says()
    {
        var folder = Directory.CreateTempSubdirectory("screenmeet-tool-");
        try
        {
            var packages = Path.Combine(folder.FullName, "packages");
            var tools = Path.Combine(folder.FullName, "tools");
            var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
            await Commands.RunAsync(
                "dotnet", "pack", Path.Combine(Repository.Root, "src", "ScreenMeet.Cli"), "--no-build", "--configuration", configuration, "--output", packages, "--nologo");
            await Commands.RunAsync("dotnet", "tool", "install", "ScreenMeet.Cli", "--prerelease", "--tool-path", tools, "--source", packages);
            await using var sample = await RunningSample.StartAsync("MvcReceiver");
            var start = new ToolStart { Command = Path.Combine(tools, "screenmeet") };
            var arguments = TryIt.Match(Repository.Read("README.md")).Groups["arguments"].Value
                .Replace("http://localhost:5080/", sample.Address.ToString(), StringComparison.Ordinal)
                .Split(' ');

            var sent = await Tool.RunAsync(start, [.. arguments, "--seed", "7"]);
            var probed = await Tool.RunAsync(start, "probe", new Uri(sample.Address, "webhooks/screenmeet").AbsoluteUri, "--key", Signed.SampleKey);
            var version = await Tool.RunAsync(start, "--version");

            Assert.True(sent.ExitCode == 0, sent.Error);
            Assert.True(probed.ExitCode == 0, probed.Error);
            Assert.Matches(@"^\d+\.\d+\.\d+\S*\s*$", version.Output);
            await sample.WaitForOutputAsync(
                "2026-03-02 09:00:00Z session-created: session 09Mpte (new) Priya Raman created a session.",
                "session-closed: session 09Mpte (closed) The agent ended the session.");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void The_tool_runs_on_later_versions_of_NET() =>
        Assert.Contains("\"rollForward\": \"Major\"", File.ReadAllText(Path.ChangeExtension(Tool.Library, ".runtimeconfig.json")), StringComparison.Ordinal);

    [Fact]
    public void The_README_of_the_tool_shows_the_same_line() =>
        Assert.Contains(TryIt.Match(Repository.Read("README.md")).Value, Repository.Read("src/ScreenMeet.Cli/README.md"), StringComparison.Ordinal);

    [GeneratedRegex(@"^screenmeet (?<arguments>send \S+ --key \S+ --story \w+)$", RegexOptions.Multiline)]
    private static partial Regex TryIt { get; }
}
